"""Who assesses what, by optimisation: the problem, and the process that solves it."""
