"""Which figures look doubtful, beside what is known, and how that is said."""
