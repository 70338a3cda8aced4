"""The lines of work: a package each, a declaration and the little that is its own."""
