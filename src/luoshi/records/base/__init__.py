"""What every topic leans on: errors, words, files by their hash, jobs, messages and triggers as they are declared."""
