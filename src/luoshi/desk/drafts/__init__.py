"""What people have typed into the forms of records and not saved yet, kept on the server."""
