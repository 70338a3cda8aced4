"""Who did what to which record when: written once, sealed, exported, verified."""
