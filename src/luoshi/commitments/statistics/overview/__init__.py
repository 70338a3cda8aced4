"""Commitments by unit tree and by light, and the board."""
