"""The fields that a call designs for its applications: their versions, what is lacking, and their cards."""
