"""Findings as text and as machine formats."""
