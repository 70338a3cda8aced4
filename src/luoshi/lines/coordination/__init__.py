"""Coordination (联络协调): whom an office is in touch with, up, across and down; the four batches of each county."""
