"""BIL: the Chinese and the English card say the same, each in its own language."""

MODULES: tuple[str, ...] = ()
