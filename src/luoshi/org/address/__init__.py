"""The address under which people reach this office: asked once, and printed on slips and notices."""
