"""Keeping the platform running: installing, back-ups, upgrades, and what a monitor asks."""
