"""Charts as pictures: drawn in another process after the page, cached by the hash of their data."""
