"""What cannot be lost or altered unseen: journal, seals, witness of rows, files by hash, what was received."""
