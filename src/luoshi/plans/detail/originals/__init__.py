"""The documents of a plan as they were received, and links to places in them."""
