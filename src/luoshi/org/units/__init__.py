"""Units found, named, moved and amended; their pages, and the box in which one is chosen."""
