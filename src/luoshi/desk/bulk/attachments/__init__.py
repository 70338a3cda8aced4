"""Files of records in a zip beside the sheet: named in its cells, scanned like uploads, kept until it is confirmed."""
