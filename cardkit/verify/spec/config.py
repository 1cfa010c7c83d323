"""config.json: what it states of the model, under the keys of many families; no code is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cardkit.text import Text, listed
from cardkit.verify.outcome import Observation, Remark
from cardkit.verify.spec.config_keys import (
    BOTH_HALVES,
    COUNTS,
    DTYPE,
    FALCON,
    HEAD_DIM_APART,
    LATENT,
    NESTED,
    ONE_KEY_PER_QUERY,
    TIED,
)
from cardkit.verify.spec.dtypes import dtype_name
from cardkit.verify.spec.files import ModelFiles
from cardkit.verify.spec.json_text import read_object
from cardkit.verify.spec.quantization import Quantization, quantization

CONFIG = "config.json"
GPTQ_CONFIG = "quantize_config.json"
MAX_CONFIG = 4 * 1024 * 1024
_LARGEST = 1 << 50
_SCALED = frozenset({"linear", "dynamic", "yarn", "longrope", "su"})
_MULTIPLIES = frozenset({"dynamic"})
"""Its maximum is the length before scaling, by definition; linear configs exist of both kinds
(vicuna-16k 4,096 of 16,384; Gemma 3 131,072 that were scaled already)."""


@dataclass(frozen=True, slots=True)
class Config:
    """What `config.json` states. `scaled_context` is the context that its rope scaling reaches.

    `unsure_context` is what it would reach, where nothing says that it begins at the maximum.
    """

    model_type: str | None
    observations: tuple[Observation, ...]
    remarks: tuple[Remark, ...]
    quantization: Quantization | None = None
    scaled_context: int | None = None
    unsure_context: int | None = None

    def value(self, field: str) -> int | str | bool | None:
        """Return what is observed of `field`, None where nothing is."""
        return next((o.value for o in self.observations if o.field == field), None)

    def count(self, field: str) -> int | None:
        """Return what is observed of a count."""
        value = self.value(field)
        return value if type(value) is int else None


def read_config(files: ModelFiles, *, limit: int = MAX_CONFIG) -> Config:
    """Read `config.json`. Raises Problem where it cannot be read or is no JSON object."""
    return config_of(read_object(files.text(CONFIG, limit), CONFIG))


def config_of(raw: Mapping[str, object]) -> Config:
    """Return what a parsed `config.json` states; a value of the wrong kind is a remark."""
    keys = _Keys(raw)
    found = {field: o for field in COUNTS if (o := keys.count(field)) is not None}
    model_type = keys.text("model_type")
    _add_kv_heads(keys, model_type, found)
    _halve(model_type, found)
    _add_head_dim(keys, model_type, found)
    observations = [*found.values(), *_names(keys, model_type)]
    tied = keys.flag(TIED)
    if tied is not None:
        observations.append(_said("tied_embeddings", *tied))
    quantized = quantization(keys.raw("quantization_config"))
    if quantized is not None:
        observations.append(_said("quantization", "quantization_config", quantized.name))
    context = found.get("context_length")
    return Config(
        model_type,
        tuple(observations),
        (*keys.remarks, *_remote_code(raw)),
        quantized,
        *_scaled(keys, context.value if context else None),
    )


def with_quantization(config: Config, files: ModelFiles) -> Config:
    """Return a config with what `quantize_config.json` says, where it says nothing itself.

    AutoGPTQ wrote its settings there alone. Raises Problem as `read_config` does.
    """
    if config.quantization is not None or not any(f.name == GPTQ_CONFIG for f in files.list()):
        return config
    raw = dict(read_object(files.text(GPTQ_CONFIG, MAX_CONFIG), GPTQ_CONFIG))
    found = quantization({"quant_method": "gptq", **raw})
    if found is None:
        return config
    seen = Observation("quantization", found.name, "config", GPTQ_CONFIG, (GPTQ_CONFIG,))
    return replace(config, quantization=found, observations=(*config.observations, seen))


def _said(field: str, key: str, value: int | str | bool) -> Observation:
    return Observation(field, value, "config", f"{CONFIG}: {key}")


class _Keys:
    """Looks keys up in the nested objects first, then in the outer one."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        nested = [(f"{name}.", raw[name]) for name in NESTED if isinstance(raw.get(name), dict)]
        self.places: list[tuple[str, Mapping[str, object]]] = [
            (prefix, place) for prefix, place in nested if isinstance(place, dict)
        ]
        self.places.append(("", raw))
        self.remarks: list[Remark] = []

    def _found(self, names: Sequence[str]) -> Iterator[tuple[str, object]]:
        for prefix, place in self.places:
            for name in names:
                if place.get(name) is not None:
                    yield prefix + name, place[name]

    def raw(self, name: str) -> object:
        """Return the first value of a key that is no null."""
        return next((value for _, value in self._found((name,))), None)

    def has(self, names: Sequence[str]) -> bool:
        """Say whether a key is there, and no null."""
        return any(True for _ in self._found(names))

    def text(self, name: str) -> str | None:
        """Return a text: of the outer object, whose type names the whole model's class."""
        value = self.places[-1][1].get(name)
        return value[:200] if isinstance(value, str) else None

    def flag(self, names: Sequence[str]) -> tuple[str, bool] | None:
        """Return key and value of a yes or no."""
        return next(((k, v) for k, v in self._found(names) if isinstance(v, bool)), None)

    def count(self, field: str) -> Observation | None:
        """Return the first count; what stands under its key and is none is a remark."""
        for key, value in self._found(COUNTS[field]):
            if type(value) is int and 0 < value < _LARGEST:
                return _said(field, key, value)
            # open_lm writes 0 experts, gpt2 null, some families a list with one entry a layer.
            if type(value) is not int and not isinstance(value, list):
                message = Text(
                    en="`{key}` of `{file}` is no count: {value}",
                    zh="`{file}` 的 `{key}` 不是数目：{value}",
                )
                shown = message.format(key=key, file=CONFIG, value=str(value)[:80])
                self.remarks.append(Remark("config-value", "warning", shown, CONFIG))
        return None


def _add_kv_heads(keys: _Keys, model_type: str | None, found: dict[str, Observation]) -> None:
    """Correct or add the key-value heads where the family says them otherwise than by a key."""
    heads = found.get("attention_heads")
    many = keys.flag(("multi_query",))
    new = keys.flag(("new_decoder_architecture",))
    if many is not None and not (model_type in FALCON and new is not None and new[1]):
        found.pop("kv_heads", None)
        if many[1]:
            found["kv_heads"] = _said("kv_heads", many[0], 1)
        elif heads is not None:
            where = f"{CONFIG}: {many[0]}, {heads.where.removeprefix(f'{CONFIG}: ')}"
            found["kv_heads"] = Observation("kv_heads", heads.value, "config", where)
    elif "kv_heads" not in found and heads is not None and model_type in ONE_KEY_PER_QUERY:
        found["kv_heads"] = replace(heads, field="kv_heads")


def _add_head_dim(keys: _Keys, model_type: str | None, found: dict[str, Observation]) -> None:
    hidden, heads = found.get("hidden_size"), found.get("attention_heads")
    apart = (model_type or "").startswith(HEAD_DIM_APART) or keys.has(LATENT)
    if keys.has(LATENT):  # queries, keys and values have sizes of their own
        found.pop("head_dim", None)
    if "head_dim" in found or hidden is None or heads is None or apart:
        return
    if type(hidden.value) is int and type(heads.value) is int and hidden.value % heads.value == 0:
        where = f"{hidden.where} / {heads.where.removeprefix(f'{CONFIG}: ')}"
        found["head_dim"] = Observation("head_dim", hidden.value // heads.value, "config", where)


def _halve(model_type: str | None, found: dict[str, Observation]) -> None:
    """Correct the feed-forward size of a family whose config states gate and up together."""
    stated = found.get("intermediate_size")
    if stated is not None and type(stated.value) is int and model_type in BOTH_HALVES:
        where = f"{stated.where} / 2"
        found["intermediate_size"] = replace(stated, value=stated.value // 2, where=where)


def _names(keys: _Keys, model_type: str | None) -> Iterator[Observation]:
    architectures = keys.raw("architectures")
    if isinstance(architectures, list) and architectures and isinstance(architectures[0], str):
        yield _said("architecture", "architectures", architectures[0][:200])
    if model_type:
        yield _said("model_type", "model_type", model_type)
    for key in DTYPE:
        value = keys.raw(key)
        if isinstance(value, str):
            yield _said("dtype", key, dtype_name(value))
            return


def _scaled(keys: _Keys, context: object) -> tuple[int | None, int | None]:
    """Return the context that rope scaling reaches from `context`: surely, else perhaps."""
    scaling = keys.raw("rope_scaling") or keys.raw("rope_parameters")
    if not isinstance(scaling, dict) or type(context) is not int:
        return None, None
    kind = scaling.get("rope_type") or scaling.get("type")
    factor = scaling.get("factor")
    start = scaling.get("original_max_position_embeddings")
    if start is None:
        start = keys.raw("original_max_position_embeddings")
    if not isinstance(kind, str) or kind not in _SCALED or type(factor) not in (int, float):
        return None, None
    reach = context * factor  # type: ignore[operator]  # an int or a float, as was just seen
    if not context < reach < _LARGEST or start not in (None, context):
        return None, None
    sure = start == context or kind in _MULTIPLIES
    return (int(reach), None) if sure else (None, int(reach))


def _remote_code(raw: Mapping[str, object]) -> Iterator[Remark]:
    mapped = raw.get("auto_map")
    if mapped:
        message = Text(
            en="`auto_map` names code of the repository ({names}); it is never run",
            zh="`auto_map` 指向仓库自带的代码（{names}），绝不会运行",
        )
        values = mapped.values() if isinstance(mapped, dict) else [mapped]
        names = listed(str(v)[:80] for v in list(values)[:3])
        yield Remark("remote-code", "warning", message.format(names=names), CONFIG)
