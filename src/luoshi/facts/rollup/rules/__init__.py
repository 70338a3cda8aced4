"""Rules of roll-ups. Pure."""
