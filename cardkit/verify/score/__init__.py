"""Answers requests of token ids with a loaded model: log-probabilities and generations."""
