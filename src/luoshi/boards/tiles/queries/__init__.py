"""Numbers of tiles, counted together where they count the same rows."""
