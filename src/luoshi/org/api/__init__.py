"""Units and people in the API, and its authentication."""
