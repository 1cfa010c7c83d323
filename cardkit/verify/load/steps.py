"""Steps that look at a model: device, files, size, tensors, numbers, the card's code, memory."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from cardkit.errors import CannotLoad
from cardkit.text import Text, listed
from cardkit.verify.load import loading, openlm
from cardkit.verify.load.asked import check_causal, check_depth
from cardkit.verify.load.devices import Device, accelerator, choose, import_torch
from cardkit.verify.load.digest import SOURCE, converted_from, digests
from cardkit.verify.load.files import Weights, inspect, read_config
from cardkit.verify.load.generation import figure
from cardkit.verify.load.loaders import loader_of
from cardkit.verify.load.memory import bounded, peak_of_process
from cardkit.verify.load.session import Run
from cardkit.verify.load.snippet import check_snippet
from cardkit.verify.load.staging import stage, stage_gguf

_SHOWN = 5
"""Names of tensors that a message lists."""


def choose_device(run: Run) -> None:
    """Choose the device and note why."""
    run.device = choose(run.request.device, run.request.dtype)
    name = run.device.name
    run.saw("device", str(run.device) if name == "cpu" else f"{run.device} ({name})", "torch")
    run.remark("device-chosen", "note", run.device.why, str(run.device))


def look(run: Run) -> None:
    """Look at the weight files and stage them, so that a loader finds these and no others."""
    folder, room = Path(run.request.folder), run.open_room()
    if run.request.gguf is not None:
        stage_gguf(folder, run.request.gguf, room)
        return
    run.weights = inspect(folder)
    run.elements = run.weights.count
    run.remarks.extend(run.weights.remarks)
    run.remarks.extend(stage(run.weights, room))


def look_ahead(run: Run) -> None:
    """Read and stage the config of weights that are not there yet."""
    folder = Path(run.request.folder)
    run.weights = Weights(folder, read_config(folder))
    stage(run.weights, run.open_room())


def build(run: Run) -> None:
    """Count what the config describes: the second witness, and no room is taken for it."""
    config = run.weights.config if run.weights is not None else {}
    gguf = run.request.gguf
    by = run.loader = loader_of(run.request.loader, config)
    run.saw("loader", by.name, run.place)
    check_depth(config, len(run.weights.shapes or ()) if run.weights is not None else 0)
    with bounded():
        run.architecture = loading.read_architecture(
            run.room, config, gguf, config_class=by.config_class
        )
        if by.is_ours:
            run.remarks.extend(openlm.remarks(config))
        elif by.model_class is None:
            check_causal(config)
        built = loading.build_on_meta(run.architecture, model_class=by.model_class)
    run.shapes = {name: tuple(value.shape) for name, value in built.state_dict().items()}
    count = loading.count_parameters(built)
    run.saw("parameters", count, gguf or "config.json", "meta")
    run.elements = max(run.elements, count)


def make_room(run: Run) -> None:
    """Compare what the weights need, there or not there yet, with what is free."""
    elements = max(run.elements, run.request.elements or 0)
    loading.place(run.on, run.request.device, loading.need(elements, run.on.dtype))


def load(run: Run) -> None:
    """Load the weights where they have room, count them and name what did not fit."""
    device = run.on
    needed = loading.need(run.elements, device.dtype)
    rooms = loading.place(device, run.request.device, needed)
    start = time.monotonic()
    run.loaded = _loaded(run, device, rooms)
    names = run.loaded.unexpected
    if names:
        text = _UNEXPECTED.format(count=len(names), names=listed(names[:_SHOWN]))
        run.remark("tensors-unexpected", "warning", text, run.named)
    names = run.loaded.missing
    if names:  # transformers fills them with random numbers, of which nothing is to be shown
        text = _MISSING.format(count=len(names), names=listed(names[:_SHOWN]))
        raise CannotLoad("tensors-missing", text)
    # What generation_config.json asks for is the publisher's wish; the checks state their own.
    transformers = loading.import_transformers()
    run.loaded.model.generation_config = transformers.GenerationConfig()
    run.saw("memory_needed", needed, run.place)
    run.saw("load_seconds", figure(time.monotonic() - start), run.place)
    run.saw("parameters", loading.count_parameters(run.loaded.model), run.place)
    dtypes = sorted({str(p.dtype).removeprefix("torch.") for p in run.loaded.model.parameters()})
    run.saw("loaded_dtype", ", ".join(dtypes), run.place)
    if run.request.gguf is not None:
        run.remark("dequantised", "note", _DENSE.format(name=run.request.gguf), run.named)


def _loaded(run: Run, device: Device, rooms: dict[Any, Any] | None) -> loading.Loaded:
    """Load the staged model; where transformers fails on a tensor's shape, name the tensor."""
    try:
        return loading.load(
            run.room,
            device,
            rooms=rooms,
            gguf=run.request.gguf,
            model_class=run.by.model_class,
            attention=run.request.attention,
        )
    except CannotLoad as error:
        stored = (run.weights.shapes if run.weights is not None else None) or {}
        other = [n for n, s in stored.items() if n in run.shapes and run.shapes[n] != s]
        if error.kind != "load-failed" or not other:
            raise
        name = other[0]
        message = _SHAPE.format(
            name=name[:120],
            stored=_dimensions(stored[name]),
            built=_dimensions(run.shapes[name]),
            count=len(other),
        )
        raise CannotLoad("tensor-shape", message) from error


def _dimensions(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "-"


_SHAPE = Text(
    en="`{name}` is {stored} in the files and {built} by config.json ({count}"
    " {count:tensor differs|tensors differ})",
    zh="`{name}` 在文件中为 {stored}，按 config.json 应为 {built}（共 {count} 个张量不符）",
)

_DENSE = Text(
    en="{name} was dequantised to dense weights; what is shown holds for this file",
    zh="{name} 已反量化为稠密权重；所示结果仅针对该文件",
)
_MISSING = Text(
    en="{count} {count:tensor of the architecture is|tensors of the architecture are} not in the"
    " files or of another shape: {names}",
    zh="架构中有 {count} 个张量在文件里缺失或形状不符：{names}",
)
_UNEXPECTED = Text(
    en="{count} {count:tensor of the files has|tensors of the files have} no place in the"
    " architecture: {names}",
    zh="文件中有 {count} 个张量不属于该架构：{names}",
)


def digest(run: Run) -> None:
    """Note the SHA-256 of what was loaded, and what the folder says that it was made from."""
    folder, gguf = Path(run.request.folder), run.request.gguf
    weights = () if run.weights is None else run.weights.files
    run.digests = digests(folder, weights, gguf)
    for name in (gguf,) if gguf is not None else weights:
        run.saw("file_sha256", f"{name} {run.digests[name]}", name)
    source = None if gguf is not None else converted_from(folder)
    if source is not None:
        run.saw("converted_from", " ".join(source), SOURCE)


def scan(run: Run) -> None:
    """Look for NaN and Inf in what was loaded."""
    torch = import_torch()
    model = run.model
    wrong: list[str] = []
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if tensor.is_floating_point() and not torch.isfinite(tensor).all().item():
                wrong.append(name)
        for name, tensor in model.named_buffers():
            # A mask kept as a buffer holds -inf on purpose; NaN it may not hold.
            if tensor.is_floating_point() and torch.isnan(tensor).any().item():
                wrong.append(name)
    run.saw("finite", not wrong, run.place)
    if wrong:
        message = Text(
            en="{count} {count:tensor holds|tensors hold} NaN or Inf: {names}",
            zh="有 {count} 个张量含有 NaN 或 Inf：{names}",
        ).format(count=len(wrong), names=listed(wrong[:_SHOWN]))
        run.remark("not-finite", "error", message, run.named)


def read_snippets(run: Run) -> None:
    """Hold the card's code against the installed libraries and this model's forward."""
    import inspect as python

    forward = python.signature(run.model.forward).parameters
    for snippet in run.request.snippets:
        found = check_snippet(snippet, run.request.ids, forward)
        run.remarks.extend(found)
        sound = all(r.level == "note" for r in found)
        run.saw("snippet_sound", sound, snippet.where)


def measure(run: Run) -> None:
    """Note the most memory that was held."""
    device = run.on
    if device.kind == "cpu":
        most, where = peak_of_process(), "resident memory of the process"
    else:
        ask = getattr(accelerator(device.kind), "max_memory_allocated", None)
        most, where = (None if ask is None else int(ask(device.index))), f"{device}, allocator"
    if most is not None:
        run.saw("peak_memory", most, where)
