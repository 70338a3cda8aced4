"""Instructions (批示): what a leader wrote on a matter, to whom, by when, and what was answered."""
