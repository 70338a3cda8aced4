"""The worker: it seals the journal, runs jobs and tasks, and sends outgoing messages."""
