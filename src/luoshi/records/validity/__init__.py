"""How records stand by their terms: what ends soon, what has expired, on lists and pages."""
