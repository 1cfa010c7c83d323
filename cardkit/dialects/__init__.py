"""What each hub's front matter and result blocks can say: read into the record, written from it."""
