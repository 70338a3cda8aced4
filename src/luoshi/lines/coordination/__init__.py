"""Coordination (联络协调): an office's contacts up, across and down; the four batches of each county."""
