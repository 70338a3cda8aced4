"""The registers (基础档案): organisations, persons and places, entered once and shared by all lines of work."""
