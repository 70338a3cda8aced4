"""How commitments stand on a day, by the table of lights that their office uses."""
