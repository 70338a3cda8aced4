"""My rows, and several of them reported on one page."""
