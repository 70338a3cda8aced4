"""Code lists with their words: versions by day and unit, edited by the office."""
