"""A leader's page: four figures, late matters and who has them, what waits for the leader's word, and changes."""
