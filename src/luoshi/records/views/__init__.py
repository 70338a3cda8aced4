"""Lists as people saved them, and what long work on lists left."""
