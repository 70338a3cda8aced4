"""A draw that anybody can check: order, exclusion, and computing it again."""
