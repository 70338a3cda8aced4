"""Check whether the available keys are those with which the database was written."""
