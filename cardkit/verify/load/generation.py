"""Steps that make a loaded model work: one forward, greedy generation, the card's settings."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from cardkit.text import Text
from cardkit.verify.load import loading
from cardkit.verify.load.devices import import_torch
from cardkit.verify.load.prompt import Prompt, make_prompt
from cardkit.verify.load.session import Run
from cardkit.verify.load.snippet import generation_settings, untried_settings
from cardkit.verify.load.staging import code_of_tokenizer
from cardkit.verify.outcome import Remark

NEW_TOKENS = 8
"""Tokens of each short generation: enough to use the cache several times, quick on a cpu."""

_LONGEST = 300
"""Characters of a continuation that are kept: a vocabulary may have entries of any length."""


def forward(run: Run) -> None:
    """Run one forward and look at its logits."""
    torch = import_torch()
    model = run.model
    run.prompt, notes = make_prompt(
        run.room, run.request.gguf, _vocabulary(model), _input_device(model)
    )
    if any(r.kind == "tokenizer-unloaded" for r in notes) and _tokenizer_is_code(run):
        notes = [Remark("tokenizer-unloaded", "warning", _TOKENIZER_CODE, "tokenizer")]
    run.remarks.extend(notes)
    with torch.no_grad():
        logits = model(input_ids=run.prompt.ids, attention_mask=run.prompt.mask).logits
        finite = bool(torch.isfinite(logits).all().item())
    shape = " x ".join(str(n) for n in logits.shape)
    run.saw("logits", shape, run.place)
    if not finite:
        run.remark(
            "logits-not-finite",
            "error",
            Text(
                en="one forward gives NaN or Inf in {dtype} on {device}",
                zh="在 {device} 上以 {dtype} 前向计算得到 NaN 或 Inf",
            ).format(dtype=run.on.dtype, device=run.on),
            run.place,
        )


def _tokenizer_is_code(run: Run) -> bool:
    return run.weights is not None and code_of_tokenizer(run.weights.folder)


_TOKENIZER_CODE = Text(
    en="the tokenizer is a class of the repository's own (auto_map), whose code is never run; plain"
    " token ids are used",
    zh="分词器由仓库自带的代码定义（auto_map），这些代码一律不会执行；改用普通 token ID",
)


def generate(run: Run) -> None:
    """Generate the same few tokens twice, always the likeliest, and time the second time."""
    model, prompt = run.model, run.asked
    fixed = {"max_new_tokens": NEW_TOKENS, "do_sample": False}
    first, _ = _continued(model, prompt, fixed)
    second, seconds = _continued(model, prompt, fixed)
    run.saw("greedy_repeatable", first == second, run.place)
    run.saw("greedy_tokens", " ".join(map(str, first)), run.place)
    if prompt.tokenizer is not None:
        said = str(prompt.tokenizer.decode(first, skip_special_tokens=True))
        said = " ".join(f"{prompt.text}{said}".split())
        run.saw(
            "continuation", said if len(said) <= _LONGEST else f"{said[:_LONGEST]}...", run.place
        )
    run.saw("tokens_per_second", figure(len(second) / max(seconds, 1e-9)), run.place)
    if first != second:
        run.remark(
            "not-repeatable",
            "warning",
            Text(
                en="two greedy generations from one prompt differ",
                zh="同一提示词的两次贪心生成结果不同",
            ),
            run.place,
        )


def apply_settings(run: Run) -> None:
    """Generate with the settings that the card's snippets use, a few tokens each."""
    torch = import_torch()
    for snippet in run.request.snippets:
        for shown in untried_settings(snippet):
            message = _UNTRIED.format(setting=shown)
            run.remark("settings-untried", "warning", message, snippet.where)
    for settings in (s for code in run.request.snippets for s in generation_settings(code)):
        torch.manual_seed(0)
        shown = ", ".join(f"{k}={v}" for k, v in settings.items())
        try:
            tokens, _ = _continued(run.model, run.asked, {**settings, "max_new_tokens": NEW_TOKENS})
        except Exception as error:  # transformers checks settings with errors of any kind
            found = loading.explain(error, run.on)
            message = Text(
                en="the card's generation settings fail: {why}",
                zh="卡片中的生成设置无法使用：{why}",
            ).format(why=found.message)
            run.remark("settings-fail", "warning", message, shown)
        else:
            run.saw("settings_applied", f"{shown}: {len(tokens)} tokens", run.place)


_UNTRIED = Text(
    en="the card's `{setting}` is no plain value or beyond what a short generation tries, so these"
    " settings are not tried",
    zh="卡片中的 `{setting}` 不是字面值或超出短时生成的尝试范围，未尝试这组设置",
)


def _continued(model: Any, prompt: Prompt, settings: Mapping[str, Any]) -> tuple[list[int], float]:
    """Return the new tokens of one generation and the seconds it took, the copy back included."""
    torch = import_torch()
    start = time.monotonic()
    with torch.no_grad():
        found = model.generate(
            prompt.ids, attention_mask=prompt.mask, pad_token_id=prompt.pad, **settings
        )
    tokens = [int(t) for t in found[0].cpu().tolist()]
    return tokens[prompt.length :], time.monotonic() - start


def _vocabulary(model: Any) -> int:
    return int(model.get_input_embeddings().weight.shape[0])


def _input_device(model: Any) -> str:
    return str(model.get_input_embeddings().weight.device)


def figure(value: float) -> str:
    """Write a measured figure with three digits: `0.106`, `7.75`."""
    return f"{value:.3g}"
