"""A leader's page: four figures, what is late and who has it, what waits for their word, what changed."""
