"""The only place of the room that reads for pages and actions; each function names its queries."""
