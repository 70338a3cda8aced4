"""What is worked out of declarations, once, as new values."""
