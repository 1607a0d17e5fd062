"""The interface for other systems: the same search as the page, as JSON."""
