"""Office housekeeping (机关事务): duty shifts, use of seals, numbered papers, cars, and first-contact questions."""
