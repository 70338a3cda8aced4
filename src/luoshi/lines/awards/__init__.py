"""Awards and talent: prizes and their cycles, honours, examples, divided bonuses, talents, achievements."""
