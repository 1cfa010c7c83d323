"""Claimed scores measured again: which items, in which order, until the verdict is certain."""
