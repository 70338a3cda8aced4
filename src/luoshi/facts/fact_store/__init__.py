"""Values that are told: how they come, are superseded, withdrawn and moved."""
