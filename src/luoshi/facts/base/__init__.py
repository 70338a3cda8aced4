"""The tables of indicators, targets and facts, and what is decided of them alone."""
