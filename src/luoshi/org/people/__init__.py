"""People and posts: entered, held, deputised for, answered for; and what takes two persons."""
