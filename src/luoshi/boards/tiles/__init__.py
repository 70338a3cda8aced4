"""What a tile shows to a reader: counted with the reader's rights, each number with the rows behind it."""
