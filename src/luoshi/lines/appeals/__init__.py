"""Appeals (诉求): requests to an office, answered in time, reported back, and rated by those who made them."""
