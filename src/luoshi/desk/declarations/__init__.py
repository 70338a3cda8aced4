"""Registration of lines: each part of the program gets what a line declares for it."""
