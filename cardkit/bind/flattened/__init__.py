"""Page text copied from a hub: no Markdown is left, tables are lines without separators."""
