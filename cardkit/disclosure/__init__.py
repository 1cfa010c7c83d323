"""What a card documents of the items that the EU form and the openness framework ask for."""
