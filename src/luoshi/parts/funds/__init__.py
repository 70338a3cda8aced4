"""Money that an office keeps account of: funds, what is bound and paid from them, never below nothing."""
