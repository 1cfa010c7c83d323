"""Tests of the hubs' dialects."""
