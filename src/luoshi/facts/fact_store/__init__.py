"""How facts are reported, superseded, withdrawn and moved."""
