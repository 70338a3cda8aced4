"""Pictures of figures: drawn in another process after the page, kept by the hash of their data."""
