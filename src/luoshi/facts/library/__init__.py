"""The indicators that come with the program, as our sources name them."""
