"""A place of one's own: begun from one table, what is missing derived, looked over."""
