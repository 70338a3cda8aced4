"""What people are told: in the inbox, by digest, by mail and by services outside."""
