"""Calls and what is sent in: windows by the clock, conditions and quotas as data, the formal check."""
