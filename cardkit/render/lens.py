"""Looking at a record through one language and one hub, and noting what cannot be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cardkit import quantity
from cardkit.dialects.loss import Loss
from cardkit.dialects.profile import Profile
from cardkit.record.base import Fact, Prose
from cardkit.record.scalars import Link, Quantity
from cardkit.render.escape import plain, safe_url
from cardkit.source.span import Path
from cardkit.text import Language, Text

T = TypeVar("T")
U = TypeVar("U")

UNTRANSLATED = Text(en="not written in English", zh="没有中文文本")
NOT_PRINTED = Text(en="a Markdown card has no place for it", zh="Markdown 卡片无处呈现")
STATUS = Text(
    en="a Markdown card states values, not how they are known",
    zh="Markdown 卡片只陈述数值，不说明数值的由来",
)
OTHER_HUB = Text(en="it is for another hub", zh="仅适用于其他平台")
BAD_LINK = Text(
    en="neither an http(s) nor a mailto address, so it is not made a link",
    zh="不是 http(s) 或 mailto 地址，不生成链接",
)
EMPTY = Text(en="it holds nothing that can be read", zh="没有可读内容")


@dataclass
class Lens:
    """Turns parts of a record into what the card can state; `losses` gathers the rest."""

    language: Language
    dialect: Profile
    losses: list[Loss] = field(default_factory=list)

    def lose(self, path: Path, reason: Text) -> None:
        """Note that `path` is not stated."""
        self.losses.append(Loss(path, reason))

    def lose_set(self, path: Path, model: object, *names: str) -> None:
        """Note those of the fields `names` of `model` that hold something."""
        for name in names:
            value = getattr(model, name)
            if value is not None and value not in ((), {}, ""):
                self.lose((*path, name), NOT_PRINTED)

    def prose(self, path: Path, prose: Prose | None, form: Callable[[str], str]) -> Prose | None:
        """Return the text in this language, in the normal form `form`."""
        if prose is None:
            return None
        own = prose.get(self.language)
        if own is None:
            self.lose(path, UNTRANSLATED)
            return None
        text = form(own)
        if not text:
            if own:
                self.lose(path, EMPTY)
            return None
        return self.say(text)

    def say(self, text: str) -> Prose:
        """Return `text` as prose of this language."""
        return Prose(zh=text) if self.language == "zh" else Prose(en=text)

    def text(self, path: Path, text: str | None) -> str | None:
        """Return plain text as one line, None where nothing is left of it."""
        line = plain(text) if text is not None else ""
        if text and not line:
            self.lose(path, EMPTY)
        return line or None

    def fact(
        self, path: Path, fact: Fact[T] | None, show: Callable[[Path, T], U | None]
    ) -> Fact[U] | None:
        """Return the fact's value alone: a card does not say how it is known."""
        if fact is None:
            return None
        shown = show(path, fact.value)
        if shown is None:
            return None
        if fact.status != "stated":
            self.lose((*path, "status"), STATUS)
        for name in ("source", "note"):
            if getattr(fact, name) is not None:
                self.lose((*path, name), STATUS)
        return Fact[U](value=shown)

    def quantity(self, path: Path, value: Quantity) -> Quantity:
        """Keep the printed form where this language's readers know it, else write it anew."""
        return value.model_copy(update={"printed": self._printed(value)})

    def _printed(self, value: Quantity) -> str:
        want = quantity.Quantity(value.amount, value.unit, value.approximate)
        printed = plain(value.printed)
        # `7B` is read everywhere; `2048 tokens` is English and `70 亿` Chinese.
        words = value.unit is not None or not printed.isascii()
        understood = not words or (self.language == "zh") != printed.isascii()
        if understood and quantity.parse_quantity(printed) == want:
            return printed
        return quantity.format_quantity(want, self.language, "table")

    def link(self, path: Path, value: Link) -> Link | None:
        """Return the link, None where the address is none that a card may link to."""
        url = safe_url(value.url)
        if url is None:
            self.lose(path, BAD_LINK)
            return None
        return Link(url=url, title=self.prose((*path, "title"), value.title, plain))
