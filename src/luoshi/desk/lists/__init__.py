"""Lists of records with their holders, the words and lights of their rows, and the search page."""
