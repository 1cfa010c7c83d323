"""Evidence of claims: statements bound to digests, and the status derived from them when read."""
