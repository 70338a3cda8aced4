"""Looking at protected fields with a reason."""
