"""Other ways to follow a search: feeds, a calendar and a list on somebody's own site."""
