"""Previews of files on pages: pages of documents as pictures, pictures, films, lists of packed files."""
