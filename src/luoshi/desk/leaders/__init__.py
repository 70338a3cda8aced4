"""The leaders' page: what a leader in charge sees, and confirms to have seen."""
