"""A circular on a plan, drafted for a person to finish."""
