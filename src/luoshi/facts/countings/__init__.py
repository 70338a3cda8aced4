"""What lines count, kept as figures at each period's close."""
