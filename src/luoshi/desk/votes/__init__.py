"""Counted votes: what an office's quorum and majority make of the counts of a ballot."""
