"""Sign-in: password, second factor, OpenID Connect, sessions, lock-out, one-time links."""
