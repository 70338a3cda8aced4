"""What facts come to over the tree of units and over time: always fresh, never a bare number."""
