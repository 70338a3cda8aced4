"""The line of work: the credit bank, in which results of learning are stored, recognised elsewhere and used."""
