"""Who assesses what, optimised: the problem of a round, what was traded for what, and exchanges by hand."""
