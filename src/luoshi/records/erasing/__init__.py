"""Terms of keeping, holds, and erasure where the law asks it."""
