"""The documents for the demonstration's plans: samples/ with its county's names (tools/samples)."""
