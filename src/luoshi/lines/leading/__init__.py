"""Leaders in charge of an association, and leading groups with their members and duties."""
