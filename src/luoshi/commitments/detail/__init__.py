"""The page of a commitment, and its fields in the API."""
