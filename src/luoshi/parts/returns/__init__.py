"""Forms (报表) that units fill in each period, and what they return: entered once, checked, sent, accepted, locked."""
