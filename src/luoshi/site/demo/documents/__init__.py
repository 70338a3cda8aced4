"""The documents that the demonstration's plans are read from: samples/ with its county's names (tools/samples)."""
