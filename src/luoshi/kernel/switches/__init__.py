"""The lines of work that an office uses: switched on and off, and read by each process."""
