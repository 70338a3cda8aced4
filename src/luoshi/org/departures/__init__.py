"""A person leaves: all their open work goes to others, in one step."""
