"""Write actions."""
