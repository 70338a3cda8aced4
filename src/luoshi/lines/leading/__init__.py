"""Leaders in charge of an association or field, and leading groups with their members and duties."""
