"""The pages and cards of tags."""
