"""What units report: kept, taken back, and counted anew where figures change elsewhere."""
