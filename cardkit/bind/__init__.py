"""From a document to a record, with a span for each fact and a list of what was not understood."""
