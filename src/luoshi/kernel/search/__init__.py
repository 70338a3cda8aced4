"""Full-text search of records, also in Chinese."""
