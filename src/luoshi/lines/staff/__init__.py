"""Staff (干部队伍): who holds which post, moves that protected posts wait for, and how many there must be."""
