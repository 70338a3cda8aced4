"""A published plan sent out in one step, and what becomes first of the dates that have passed meanwhile."""
