"""Answers to the fields that a call designs: what is asked, the one rule that reads it, and its boxes."""
