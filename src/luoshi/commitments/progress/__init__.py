"""Progress reported by units, the values reached, and the fields that lists are filtered by."""
