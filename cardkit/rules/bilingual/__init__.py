"""BIL: the Chinese and the English card say the same, each in its own language."""

MODULES: tuple[str, ...] = (
    "cell_differs",
    "cell_rounded",
    "row_missing",
    "bold_differs",
    "task_differs",
)
