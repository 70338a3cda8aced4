"""Records, and the language in which a kind of record, its life cycle and its forms are declared."""
