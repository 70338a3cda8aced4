"""Steps, the only way to change a record: taking and refusing them, and recording them for a leader."""
