"""A line is declared: each part of the program is told what concerns it."""
