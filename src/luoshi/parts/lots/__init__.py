"""Lots of credits: earned, used, converted, expired and revoked, in rows that are only added."""
