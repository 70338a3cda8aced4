"""Building blocks shared by lines of work, one package each; lines import them, and they import no line."""
