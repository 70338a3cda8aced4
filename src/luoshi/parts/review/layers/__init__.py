"""Rounds by layers: the unit's own marks, the check by the office, the leader's final marks."""
