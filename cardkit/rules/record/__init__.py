"""REC: YAML records against the schema."""

MODULES = ("record_invalid", "task_unknown", "fact_missing")
