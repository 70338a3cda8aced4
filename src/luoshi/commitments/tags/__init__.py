"""Tags of plans and commitments from the office's dated lists: set, proposed by heading, and counted as a matrix."""
