"""The demo catalogue: reading `practices/data/` and putting it on the site."""
