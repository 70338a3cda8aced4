"""Store and withdraw reports, and recalculate progress when figures change elsewhere."""
