"""Papers (公文) written from an office's own templates: supervision slips, push notices, letters asking to a talk."""
