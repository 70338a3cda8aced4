"""Tables of lights: tried on past months, put in force, kept when a month is closed."""
