"""The auditor's questions as lists."""
