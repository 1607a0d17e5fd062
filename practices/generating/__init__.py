"""Large, plausible catalogues for measuring. Never for a real site."""
