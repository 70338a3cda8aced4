"""Sending out a published plan in one step, after deciding on due dates that have passed."""
