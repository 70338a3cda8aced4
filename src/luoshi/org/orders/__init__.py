"""Orders that close, merge and split units, and the transfer of what these leave behind."""
