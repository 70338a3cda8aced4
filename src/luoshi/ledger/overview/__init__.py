"""Commitments over the tree of units and by light, one board."""
