"""Kinds of study, one file each: runs, analysis, tables, and what is said of them (`sim.studies.study_kind`)."""
