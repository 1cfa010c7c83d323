"""CK: what cardkit has to say about itself."""

MODULES = ("rule_crashed",)
