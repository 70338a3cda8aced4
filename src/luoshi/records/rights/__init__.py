"""Who may read which record and take which step; what an address means."""
