"""The assessor's own pages: invitations, tasks, availability and fees; and who is away during a round."""
