"""The pages of steps: forms to take them, and quick entry."""
