"""The home page: what each role needs first, and the open work."""
