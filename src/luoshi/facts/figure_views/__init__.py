"""Views of figures: of a unit, of an indicator, and the source of a value."""
