"""Models of indicators, targets and facts."""
