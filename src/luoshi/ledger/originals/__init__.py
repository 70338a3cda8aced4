"""What a plan was made from, as it was received; and the way to a place in it."""
