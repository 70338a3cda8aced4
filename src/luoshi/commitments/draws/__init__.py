"""Random checks, and what they found."""
