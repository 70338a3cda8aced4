"""Publicity (公示): records shown for a period before their next step, and objections against them."""
