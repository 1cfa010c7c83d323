"""Everything that a model's files say of it, read once: config, headers, tokenizer, sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cardkit.text import Text
from cardkit.verify.outcome import WITNESSES, Observation, Remark
from cardkit.verify.spec.config import CONFIG, Config, read_config, with_quantization
from cardkit.verify.spec.config_keys import AHEAD
from cardkit.verify.spec.count import Count, count
from cardkit.verify.spec.files import ModelFile, ModelFiles
from cardkit.verify.spec.gguf_observe import choose, read_parts
from cardkit.verify.spec.layers import stacks
from cardkit.verify.spec.pickle import pickles
from cardkit.verify.spec.problem import Problem
from cardkit.verify.spec.quantization import Quantization, fits, is_packed, needs_settings
from cardkit.verify.spec.quantization_claims import DENSE
from cardkit.verify.spec.remarks import capped, hollow, unplaced, without_weights
from cardkit.verify.spec.safetensors_header import MAX_HEADER, Tensor
from cardkit.verify.spec.shapes import observe_shapes
from cardkit.verify.spec.shown import shown_value
from cardkit.verify.spec.tokenizer import beyond_embeddings, observe_tokenizer
from cardkit.verify.spec.weights import INDEX, Weights, read_weights


@dataclass(frozen=True, slots=True)
class Observed:
    """What was read from a model. `count` explains other honest counts; None without weights.

    `sha256` holds the digests of files that the hub or a Git LFS pointer states.
    """

    model: str
    observations: tuple[Observation, ...]
    remarks: tuple[Remark, ...]
    config: Config | None = None
    count: Count | None = None
    sha256: Mapping[str, str] = field(default_factory=dict)

    def of(self, field: str) -> tuple[Observation, ...]:
        """Return what was observed of `field`, the most trusted witness first."""
        found = (o for o in self.observations if o.field == field)
        return tuple(sorted(found, key=_rank))

    def first(self, field: str) -> Observation | None:
        """Return what the most trusted witness says of `field`."""
        return next(iter(self.of(field)), None)


def _rank(observation: Observation) -> int:
    # What the weights are stored in, their headers know; the config says what they load as.
    if observation.field == "dtype" and observation.witness == "headers":
        return -1
    known = observation.witness in WITNESSES
    return WITNESSES.index(observation.witness) if known else len(WITNESSES)


def observe(
    files: ModelFiles, *, tokenizer: bool = True, header_limit: int = MAX_HEADER
) -> Observed:
    """Read what `files` say of the model: no code is run, no weight is read, nothing raises.

    What is refused, damaged or disagreeing becomes a remark. Without `tokenizer` its files, which
    may be large, are left alone; `header_limit` caps the bytes of all safetensors headers.
    """
    remarks = list(files.remarks)
    known = files.list()
    names = {file.name for file in known}
    config = _config(files, remarks) if CONFIG in names else None
    observations = list(config.observations) if config else []
    weights = read_weights(files, limit=header_limit)
    counted: Count | None = None
    if weights is not None:
        remarks += weights.remarks
        found, counted = _of_weights(weights, config, remarks)
        observations += found
    gguf = choose(known, remarks) if weights is None else ()
    if gguf:
        stated, counted = read_parts(files, gguf, remarks)
        observations += stated
    remarks += pickles(files, other_weights=weights is not None or bool(gguf))
    if tokenizer:
        observations += observe_tokenizer(files, remarks)
    observations = list(_with_files(observations, weights, gguf))
    remarks += disagreements(observations)
    if weights is None and not gguf:
        remarks += without_weights(known, refused=bool(remarks))
    digests = {**getattr(files, "sha256", {}), **(weights.sha256 if weights else {})}
    return Observed(
        files.name, tuple(observations), tuple(capped(remarks)), config, counted, digests
    )


def _with_files(
    observations: Iterable[Observation], weights: Weights | None, gguf: Sequence[ModelFile]
) -> Iterator[Observation]:
    """Yield observations with the names of the files that they rest on."""
    held = weights.files if weights is not None else tuple(file.name for file in gguf)
    for each in observations:
        if each.files:
            yield each
        elif each.witness in ("headers", "index", "gguf", "files"):
            yield replace(each, files=held)
        else:
            yield replace(each, files=(each.where.partition(":")[0],))


def _config(files: ModelFiles, remarks: list[Remark]) -> Config | None:
    try:
        config = with_quantization(read_config(files), files)
    except Problem as problem:
        remarks.append(problem.remark)
        return None
    remarks += config.remarks
    return config


def _of_weights(
    weights: Weights, config: Config | None, remarks: list[Remark]
) -> tuple[list[Observation], Count | None]:
    """Return what the headers show; counts only where every file was there and whole."""
    if not weights.complete:
        return [], None
    where = weights.where
    layers = stacks(weights.tensors)
    remarks += hollow(layers, where)
    found = list(observe_shapes(weights.tensors, layers, config, where))
    found.append(Observation("size_on_disk", weights.size, "files", where))
    quantized = config.quantization if config else None
    if not any(is_packed(tensor) for tensor in weights.tensors):
        found.append(Observation("quantization", DENSE, "headers", where))
    refused = _uncounted(weights.tensors, quantized)
    if refused is not None:
        remarks.append(Remark("quantization-unknown", "warning", refused, CONFIG))
        return found, None
    tied = config.value("tied_embeddings") if config else None
    counted = count(
        weights.tensors,
        quantized=quantized,
        tied=tied is True,
        experts=config.count("experts") if config else None,
        experts_per_token=config.count("experts_per_token") if config else None,
        layers=config.count("layers") if config and config.count(AHEAD) else None,
        hollow=frozenset[str]().union(*(stack.hollow for stack in layers.values())),
    )
    remarks += unplaced(counted, where)
    found.append(Observation("parameters", counted.parameters, "headers", where))
    if counted.active is not None:
        found.append(Observation("active_parameters", counted.active, "headers", where))
    stated = weights.index.get("total_parameters")
    if type(stated) is int and stated > 0:
        key = f"{INDEX}: metadata.total_parameters"
        found.append(Observation("parameters", stated, "index", key))
    return found, counted


def _uncounted(tensors: Sequence[Tensor], quantized: Quantization | None) -> Text | None:
    """Return why packed weights cannot be counted, None where they can."""
    if quantized is None:
        return _UNSAID if any(needs_settings(tensor) for tensor in tensors) else None
    if not quantized.is_known:
        return _UNKNOWN.format(name=quantized.name)
    return None if fits(tensors, quantized) else _UNFIT.format(name=quantized.name)


_UNKNOWN = Text(
    en="weights quantised by `{name}` are not counted: there is no rule for them",
    zh="权重以 `{name}` 量化，没有对应的计数规则，未统计参数量",
)
_UNSAID = Text(
    en="the weights are packed, and no config says how; they are not counted",
    zh="权重经过打包，但没有配置说明方式，未统计参数量",
)
_UNFIT = Text(
    en="the shapes of the packed weights are not those of `{name}`; they are not counted",
    zh="打包权重的形状与 `{name}` 不符，未统计参数量",
)
_COMPARED = frozenset(
    {"parameters", "active_parameters", "layers", "hidden_size", "intermediate_size", "kv_heads"}
    | {"attention_heads", "head_dim", "context_length", "vocabulary_size", "dtype", "experts"}
    | {"experts_per_token", "tied_embeddings", "chat_template"}
)
"""Of the model's make, and one to a model; what a loaded model showed is none of it."""
_DISAGREE = Text(
    en="{first} says {a}, {second} says {b} ({field})",
    zh="{first} 为 {a}，{second} 为 {b}（{field}）",
)


def disagreements(observations: Sequence[Observation]) -> Iterator[Remark]:
    """Yield where two witnesses of one model contradict each other, and ids beyond the rows."""
    for claimed in dict.fromkeys(o.field for o in observations if o.field in _COMPARED):
        found = sorted((o for o in observations if o.field == claimed), key=_rank)
        other = next((o for o in found[1:] if o.value != found[0].value), None)
        if other is None:
            continue
        message = _DISAGREE.format(
            field=claimed,
            first=found[0].where,
            a=shown_value(found[0].value),
            second=other.where,
            b=shown_value(other.value),
        )
        yield Remark(
            "witnesses-disagree", "note" if claimed == "dtype" else "warning", message, claimed
        )
    yield from _ids_beyond(observations)


def _ids_beyond(observations: Iterable[Observation]) -> Iterator[Remark]:
    values = {(o.field, o.witness): o for o in observations}
    largest = values.get(("largest_token_id", "tokenizer"))
    rows = values.get(("vocabulary_size", "headers")) or values.get(("vocabulary_size", "config"))
    if largest is None or rows is None:
        return
    if type(largest.value) is int and type(rows.value) is int:
        remark = beyond_embeddings(largest.value, rows.value, largest.where)
        if remark is not None:
            yield remark
