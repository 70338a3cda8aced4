"""Assessment (目标考核): schemes, their items, and the marks that each item kept or gained."""
