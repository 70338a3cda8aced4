"""Units as documents name them."""
