"""Tags of a kind's records: codes of dated lists that an office keeps, several each."""
