"""An office's ledger kept as a workbook: imported, exported, and imported again after edits."""
