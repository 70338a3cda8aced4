"""Lists of records with whom each is, the words and lights of their rows, and the search page."""
