"""Access tokens of programs, and how often anyone may ask."""
