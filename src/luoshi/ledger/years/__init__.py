"""The close of a plan's year, and the plan of the next."""
