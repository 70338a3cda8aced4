"""The daily digest: what waits for each person, counted and sent."""
