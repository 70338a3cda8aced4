"""Fund accounting: funds, and amounts reserved and paid from them, never below zero."""
