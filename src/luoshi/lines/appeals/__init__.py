"""Appeals (诉求): what people ask of an office, answered in time, told back, and rated by them."""
