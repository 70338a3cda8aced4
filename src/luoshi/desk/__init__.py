"""What every kind has for nothing: lists, details, bulk steps, counting pages, privacy, and the API."""
