"""The dated tree of units: their names and places, as they stood on a day and as it was believed."""
