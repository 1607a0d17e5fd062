"""Webhooks: the site of a region is told what is new, in a signed message."""
