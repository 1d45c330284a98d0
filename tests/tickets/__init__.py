"""Files of tickets."""
