"""Light tables: tried on past months, put in force, and stored lights of closed months."""
