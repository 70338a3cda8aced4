"""Publishing a plan: what is still open, what it demands of each unit, and the fixed edition."""
