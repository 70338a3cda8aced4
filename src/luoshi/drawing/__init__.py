"""A verifiable random draw: order, exclusion, and recomputation."""
