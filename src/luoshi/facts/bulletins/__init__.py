"""Bulletins: figures as published, each up to a seal (快报、年报、核定数)."""
