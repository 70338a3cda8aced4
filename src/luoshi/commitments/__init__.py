"""From a plan to what is done: assigned, reported, checked, lit, reminded of, and closed."""
