"""From a record to a Markdown card in a language and a dialect."""
