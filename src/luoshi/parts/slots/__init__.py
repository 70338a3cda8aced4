"""Slots: from when to when a thing is booked, and what is free; no two slots of a thing overlap."""
