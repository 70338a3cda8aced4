"""The numbers and the curve at the head of a plan's page."""
