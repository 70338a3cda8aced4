"""The targets of a plan: the values reached, compared with the target and the months elapsed."""
