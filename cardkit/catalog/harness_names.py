"""Which of the harnesses whose rules are known a card means by a name."""

from __future__ import annotations

from cardkit.catalog.definition import Harness
from cardkit.quantity import fold_width
from cardkit.quantity.patterns import compiled

_MAX_LENGTH = 200
_FOUNDRY = r"llm[\s_-]?foundry|(?:mosaic(?:ml)?|eval(?:uation)?)[\s_-]gauntlet|mlfoundations/dclm"
_LM_EVAL = (
    r"(?<![a-z])lm[\s_-]?eval(?:uation)?(?![a-z])|(?<![a-z])language model evaluation harness"
    r"|eleuther(?:ai)?\S*\s+\S*\s*harness"
)


def harness_of(name: str) -> Harness | None:
    """Return the harness that a name or address means, None for any other.

    `lm-eval 0.4.3`, `LM Evaluation Harness` and `EleutherAI/lm-evaluation-harness` are one;
    bigcode's evaluation harness is another.
    """
    plain = fold_width(name[:_MAX_LENGTH]).casefold()
    if compiled(_FOUNDRY).search(plain):
        return "llm-foundry"
    return "lm-eval" if compiled(_LM_EVAL).search(plain) else None
