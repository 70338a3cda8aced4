"""Access tokens for programs, and rate limits."""
