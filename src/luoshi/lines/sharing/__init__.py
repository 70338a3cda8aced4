"""The line of work: supply and demand, shared instruments and their bookings, expert workstations."""
