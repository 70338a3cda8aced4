"""Record who did what to which record and when: the append-only journal, its seals, export and verification."""
