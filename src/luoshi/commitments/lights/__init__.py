"""The state of commitments on a day, by the light table of their office."""
