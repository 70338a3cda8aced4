"""What people send, looked through before anything of it is written."""
