"""The append-only journal: who did what to which record and when; its seals and their proof."""
