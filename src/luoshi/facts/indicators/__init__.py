"""Indicators as records: definitions, use of the library, merging of duplicates."""
