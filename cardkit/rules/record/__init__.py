"""REC: YAML records against the schema."""

MODULES = ("record_invalid",)
