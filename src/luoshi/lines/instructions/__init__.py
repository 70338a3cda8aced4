"""Instructions (批示): what a leader wrote on a matter, to whom, with a due date, and the answer."""
