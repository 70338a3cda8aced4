"""Review by several assessors: forms of marks, rounds, sheets that only their assessor reads, and the ranking."""
