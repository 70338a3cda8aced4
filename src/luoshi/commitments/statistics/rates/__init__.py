"""The progress of a plan: rates, and their numerators and denominators."""
