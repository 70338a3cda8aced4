"""Activities (科普活动): lectures, exhibitions, contests, exchange, matching; entered once, counted by several
lines."""
