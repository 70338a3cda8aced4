"""The address at which people reach this office: entered once, and printed on slips and notices."""
