"""The registers (基础档案): organisations, persons and places, each entered once and known to every line of work."""
