"""The forms of steps, made from compiled kinds."""
