"""Charts of the commitments of a plan, a unit or the board: lights, closed against time, months by units."""
