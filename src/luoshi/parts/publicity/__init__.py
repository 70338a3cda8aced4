"""Publicity (公示): records shown for a period before they go on, and objections against them."""
