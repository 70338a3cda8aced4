"""The line of work: households asked again, and what training changed."""
