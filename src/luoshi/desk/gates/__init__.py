"""Gates: what a record must pass in an order of the office's before certain steps may be taken."""
