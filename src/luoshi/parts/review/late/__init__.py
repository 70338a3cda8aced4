"""Sheets that come after the end of a round: kept with their moment, counted only if they are let in."""
