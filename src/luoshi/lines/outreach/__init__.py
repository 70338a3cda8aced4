"""The line of places, teams and contents of outreach."""
