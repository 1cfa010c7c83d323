"""Why a task is not asked by the rules of the harness that a card names."""

from __future__ import annotations

from cardkit.catalog.harness_names import harness_of
from cardkit.catalog.lm_eval_tables import left_out
from cardkit.text import Text
from cardkit.verify.protocol.claims import ScoreClaim


def reasons_first(claim: ScoreClaim) -> bool:
    """Say whether a score is of a chain of thought: lm-eval's tasks for that have other prompts."""
    return str((claim.settings or {}).get("chain_of_thought", "")).lower() == "true"


def no_definition(claim: ScoreClaim) -> Text:
    """Return why nothing here defines the task of a claim."""
    named = harness_of(claim.harness) if claim.harness is not None else None
    task = claim.registered.id if claim.registered is not None else claim.task
    if named != "llm-foundry" and reasons_first(claim):
        return _WITH_REASONS.format(task=task)
    why = left_out().get(task or "") if named != "llm-foundry" else None
    if why is not None:
        return _LEFT_OUT[why].format(task=task)
    if named is None:
        return _NOT_DEFINED.format(task=task)
    return _NOT_DEFINED_BY.format(task=task, harness=named)


_NOT_DEFINED = Text(
    en="how `{task}` is asked is not known here; a file of tasks can define it (--tasks)",
    zh="未收录 `{task}` 的提问方式；可用任务文件定义（--tasks）",
)
_NOT_DEFINED_BY = Text(
    en="how {harness} asks `{task}` is not known here; a file of tasks can define it (--tasks)",
    zh="未收录 {harness} 对 `{task}` 的提问方式；可用任务文件定义（--tasks）",
)
_WITH_REASONS = Text(
    en="the score of `{task}` is with a chain of thought; lm-eval has other tasks for that, which"
    " are not defined here",
    zh="`{task}` 的分数使用思维链；lm-eval 为此另设任务，此处未收录",
)
_LEFT_OUT = {
    "mass": Text(
        en="lm-eval scores `{task}` by a mean of probabilities, which is no share of items that are"
        " right",
        zh="lm-eval 以概率的平均值为 `{task}` 计分，不是答对题目的比例",
    ),
    "overlap": Text(
        en="lm-eval scores `{task}` by how far texts overlap, which is no share of items that are"
        " right",
        zh="lm-eval 以文本重合程度为 `{task}` 计分，不是答对题目的比例",
    ),
    "written": Text(
        en="lm-eval writes out the examples for `{task}` in its own files, which are not shipped"
        " here; a file of tasks can define it (--tasks)",
        zh="lm-eval 将 `{task}` 的样例写在自己的文件中，此处未收录；可用任务文件定义（--tasks）",
    ),
    "several": Text(
        en="lm-eval has several tasks for `{task}`, scored by different rules; the card does not"
        " say which it means",
        zh="lm-eval 针对 `{task}` 有多个任务，判分规则各不相同；卡片未说明是哪一个",
    ),
    "rules": Text(
        en="lm-eval's own rules for prompts or answers of `{task}` are not repeated here",
        zh="此处未收录 lm-eval 对 `{task}` 的提示构造或判分规则",
    ),
}
