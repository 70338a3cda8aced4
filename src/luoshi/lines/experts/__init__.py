"""Experts and integrity (专家与诚信): the pool, what experts do for others, advice, and who is barred from what."""
