"""Office housekeeping (机关事务): duty shifts, the use of seals, numbered papers, cars, and who is asked first."""
