"""Files shown where they belong: pages of documents as pictures, pictures, films, lists of what is packed."""
