"""What a report must say of a model that cardkit's OpenLM loads: unconfirmed variants, defaults."""

from __future__ import annotations

from collections.abc import Mapping

from cardkit.text import Text, listed
from cardkit.verify.load.openlm.architecture import unconfirmed
from cardkit.verify.load.openlm.reading import read_architecture
from cardkit.verify.outcome import Remark

_WHERE = "config.json"


def remarks(config: Mapping[str, object]) -> list[Remark]:
    """Return what is unconfirmed and what is assumed of the content of a config.json, as notes.

    Raises CannotLoad as `read_architecture` does.
    """
    model = read_architecture(config)
    open_points = list(unconfirmed(model))
    if config.get("params_args_dict") is not None:
        open_points.append("params_args_dict")
    found = []
    if open_points:
        message = _UNCONFIRMED.format(variants=listed(open_points))
        found.append(Remark("openlm-unconfirmed", "note", message, _WHERE))
    if model.assumed:
        defaults = [f"{key}={getattr(model, key)}" for key in model.assumed]
        message = _ASSUMED.format(defaults=listed(defaults))
        found.append(Remark("openlm-assumed", "note", message, _WHERE))
    return found


_UNCONFIRMED = Text(
    en="cardkit's OpenLM was never held against open_lm's own output for: {variants}"
    " (docs/openlm.md)",
    zh="cardkit 自带的 OpenLM 实现在以下方面未与 open_lm 的输出核对过：{variants}"
    "（见 docs/openlm.md）",
)
_ASSUMED = Text(
    en="config.json leaves out what open_lm's default is assumed for: {defaults}",
    zh="config.json 未写明，按 open_lm 的默认值假定：{defaults}",
)
