"""The frame's navigation: areas, the column of an area, all functions, the palette, what a person uses and has seen."""
