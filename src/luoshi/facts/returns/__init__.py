"""Forms (报表) that units fill in each period, and their returns: entered once, checked, sent, accepted, locked."""
