"""The only place of the room that reads for a page or the API, in a bounded number of queries."""
