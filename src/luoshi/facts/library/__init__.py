"""The indicator library that comes with the program, named as in its sources."""
