"""What a plan is made from, and what was published of it."""
