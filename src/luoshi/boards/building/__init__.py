"""Building a board: choosing, arranging and removing tiles, sharing."""
