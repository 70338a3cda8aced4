"""Sending commitments out, accepting, refusing, reassigning and splitting them."""
