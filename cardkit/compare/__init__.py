"""Tables across cards and models."""
