"""The page of a plan: its rows under their headings, and its editions."""
