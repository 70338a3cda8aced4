"""The one door: a step of a record taken, refused, returned, recorded for a leader."""
