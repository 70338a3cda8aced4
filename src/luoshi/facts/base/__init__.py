"""Models of indicators, targets and facts, and the rules that need nothing else."""
