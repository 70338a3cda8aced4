"""The yearly table of commitments by what they are about, such as platforms: page, workbook and document."""
