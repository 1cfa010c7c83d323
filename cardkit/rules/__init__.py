"""The rule engine, the registry, and the rule families: one rule, one file."""
