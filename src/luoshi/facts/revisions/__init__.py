"""Kept values that the rules of now make others: listed, and superseded by one step; what was issued stays."""
