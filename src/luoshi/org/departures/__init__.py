"""A leaver: all that waits on their posts goes on with someone, in one step."""
