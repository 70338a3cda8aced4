"""What home pages are made of: counts with their lists, the curve of a year, the telephone of who is late."""
