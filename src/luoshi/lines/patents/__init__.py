"""The line of work: Patents."""
