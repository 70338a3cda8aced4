"""The dated tree of units: their names and places on each day, and as believed at each moment."""
