"""Duplicates: keys of records, doubts about possible duplicates, and rulings on them."""
