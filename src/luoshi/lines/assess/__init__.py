"""Assessment (目标考核): schemes, their items, and the scores of items."""
