"""Documents, transcripts and matters without a file taken in and read into rows."""
