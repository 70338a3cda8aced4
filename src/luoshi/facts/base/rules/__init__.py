"""Rules on indicators and their values. Pure."""
