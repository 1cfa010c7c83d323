"""The typed record of a card, one file per part."""
