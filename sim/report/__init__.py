"""Tables for the terminal and figures for the page, from the tables of a study."""
