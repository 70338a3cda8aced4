"""Papers (公文) written from an office's templates: supervision slips, push notices, letters of invitation to a
talk."""
