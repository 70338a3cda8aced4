"""Random draws that anybody can recompute: what a kind that draws has, freezes, reveals and shows."""
