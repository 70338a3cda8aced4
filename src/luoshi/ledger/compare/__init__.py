"""The plan of the level above beside our own."""
