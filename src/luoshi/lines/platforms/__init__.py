"""The line of work: Platforms."""
