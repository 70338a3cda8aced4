"""Numbers over commitments: rates, charts, the board, targets reached, the circular, the auditor's questions."""
