"""The journal as others meet it: its export and the page that verifies one."""
