"""The line of work: firms and what they are recognised as."""
