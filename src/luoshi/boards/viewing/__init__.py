"""Boards as pages, full screens, pictures, workbooks and documents."""
