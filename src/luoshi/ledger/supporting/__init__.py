"""What supporting units say to a commitment, and what its desk decides on that."""
