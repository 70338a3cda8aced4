"""The ladder of a firm: on which rung it stands on a day, and when it has risen."""
