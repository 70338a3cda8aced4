"""What units say they have done, the values reached, and what lists are found by."""
