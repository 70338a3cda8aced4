"""The ports that the organisation uses: holders of open work, and what is in use."""
