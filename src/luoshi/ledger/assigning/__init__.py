"""Commitments sent out, accepted, refused, handed on and split."""
