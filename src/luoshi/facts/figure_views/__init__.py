"""Looking at figures: those of a unit, those of an indicator, and where one comes from."""
