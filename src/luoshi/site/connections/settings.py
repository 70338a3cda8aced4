"""Settings of connections, imported into ``luoshi.site.settings``. On Windows at most 400 connections."""

from __future__ import annotations

import os

from luoshi.site.signin.bounds import bounded_integer_setting

_ENV = os.environ

CONNECTIONS = bounded_integer_setting(_ENV, "LUOSHI_CONNECTIONS", 2000, 10, 50_000)  # open at once
# How many of these may be sending or receiving, per address. A whole office may share one address, so the idle ones
# that browsers keep open do not count.
CONNECTIONS_OF_ADDRESS = bounded_integer_setting(_ENV, "LUOSHI_CONNECTIONS_OF_ADDRESS", 500, 5, 50_000)
HEAD_SECONDS = bounded_integer_setting(
    _ENV, "LUOSHI_HEAD_SECONDS", 15, 1, 300
)  # for a request's head, from its first byte to its last
IDLE_SECONDS = bounded_integer_setting(
    _ENV, "LUOSHI_IDLE_SECONDS", 75, 1, 3600
)  # open after an answer without another request
# After this many seconds a body must be sent, and an answer read, at least this fast.
SLOW_SECONDS = bounded_integer_setting(_ENV, "LUOSHI_SLOW_SECONDS", 20, 1, 600)
SLOWEST = bounded_integer_setting(_ENV, "LUOSHI_SLOWEST_KILOBYTES", 20, 1, 10_000) * 1000  # bytes per second
# Bytes of a body that anybody may send. Only signed-in users may send more, to URLs that take files.
SMALL_LIMIT = bounded_integer_setting(_ENV, "LUOSHI_SMALL_KILOBYTES", 1024, 64, 20_480) * 1024
BODIES_LIMIT = (
    bounded_integer_setting(_ENV, "LUOSHI_BODIES_MEGABYTES", 0, 0, 1_000_000) * 1_000_000
)  # held at once; 0: four requests
