"""The worker: seals, runs jobs and tasks, sends what leaves the system."""
