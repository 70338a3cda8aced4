"""Protected fields looked at with a reason."""
