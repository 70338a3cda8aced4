"""From document to plan, from plan to commitments: received, corrected, published, closed."""
