"""A card as text that nothing is lost of: characters, lines, metadata, Markdown, edits."""
