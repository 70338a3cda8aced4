"""Papers (公文) from an office's templates: supervision slips, push notices, invitations to a talk."""
