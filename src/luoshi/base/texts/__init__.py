"""Texts: pinyin, invisible characters, numbers of errors, QR codes, and addresses."""
