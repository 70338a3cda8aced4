"""Activities (科普活动): lectures, boards, contests, exchange, matching; entered once, counted by several lines."""
