"""People and posts: entering, appointing, deputising, charges; and changes that need two persons."""
