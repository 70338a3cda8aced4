"""Indicators as records: their definitions, what an office takes from the library, which of them are the same."""
