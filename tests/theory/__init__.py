"""The program against theory: expected values come from formulas written here or from independent libraries."""
