"""The line of work: Finances."""
