"""What every kind gets without code of its own: lists, details, bulk steps, counting pages, privacy, and the API."""
