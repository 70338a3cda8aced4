"""The sources of a plan, and its published editions."""
