"""The office's own grid of places, and its own map with the approval number."""
