"""The page of a plan, its rows under their headings, its editions."""
