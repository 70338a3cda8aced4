"""Search, found, rename, move and amend units; their pages, and the unit chooser."""
