"""Defined indicators meant by the words of plans: proposed, chosen by a person, and remembered."""
