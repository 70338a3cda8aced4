"""A plan published: what is open before, what it asks of whom, the edition fixed."""
