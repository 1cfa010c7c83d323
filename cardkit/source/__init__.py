"""Bytes, lines and spans: a document that is read without losing a character."""
