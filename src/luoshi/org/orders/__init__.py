"""Orders that close, merge and split units, with what becomes of what they leave."""
