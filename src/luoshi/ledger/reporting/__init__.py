"""Progress reported, with values and evidence, and taken back."""
