"""Automatic counting: figures of lines stored as indicator values at the close of each period."""
