"""From a document to its plan, from the plan to its commitments: received, corrected, published, closed."""
