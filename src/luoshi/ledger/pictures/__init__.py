"""Pictures of the commitments of a plan, of a unit or of the board: lights, closed against time, months by units."""
