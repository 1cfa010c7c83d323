"""Prose out to translators and back, with every quantity, code span and link held fast."""
