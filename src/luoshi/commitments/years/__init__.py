"""The close of a plan's year, and the next year's plan."""
