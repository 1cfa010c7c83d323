"""Basics: six small tasks that cardkit generates itself, to try a verifier on a real model.

Agreement of English verbs, English pronouns, Chinese measure words, arithmetic, copying and
succession: what a small model does neither always nor never. Every item is drawn from a stream of
SHA-256, so that each version of Python on each machine writes the same bytes; `suite` keeps their
digests and writes the files, in the layout of llm-foundry. Items and generator are under this
project's licence, Apache-2.0.
"""
