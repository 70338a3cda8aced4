"""A person's own commitments, and a page to report on several of them."""
