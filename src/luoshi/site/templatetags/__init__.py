"""Template tags and filters of the base pages."""
