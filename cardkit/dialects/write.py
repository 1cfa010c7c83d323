"""The record's metadata as one hub's front matter, and the list of what that hub cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cardkit.catalog.front_matter_keys import pipeline_tags
from cardkit.dialects import blocks, indexing
from cardkit.dialects.loss import Loss
from cardkit.dialects.profile import Key, Profile
from cardkit.dialects.read import INDEXING, RESULT_KEYS, ROLES
from cardkit.dialects.spelling import (
    OTHER_LICENSE,
    framework_for,
    language_code,
    license_for,
    license_id,
    license_title,
)
from cardkit.record.description import HubMetadata
from cardkit.source.span import Path
from cardkit.text import Text

NO_KEY = Text(en="{hub} has no key for it", zh="{hub} 没有对应的键")
NO_FRONT_MATTER = Text(
    en="a plain card has no front matter", zh="纯 Markdown 卡片没有 front matter"
)
AS_TAG = Text(en="{hub} has no key for it; it is a tag there", zh="{hub} 没有对应的键，写为标签")
_LICENSE = Text(
    en="{hub} is not known to accept `{id}`; `other` is written, with the licence's name",
    zh="无法确认{hub}接受 `{id}`，改写为 `other` 并附许可证名称",
)
_ONE = Text(en="{hub} takes one value of those it knows", zh="{hub} 只接受一个已知的取值")
_SHAPE = Text(en="another value of the same key is written", zh="同一个键已写入其他值")
_SCORES = Text(
    en="{hub} has no result block in the front matter", zh="{hub} 的 front matter 不含结果块"
)


@dataclass(slots=True)
class Written:
    """The keys of a block as plain data, in order, and what of the metadata they do not say."""

    values: dict[str, object] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)


def write_metadata(
    metadata: HubMetadata, profile: Profile, name: str | None, license_link: str | None = None
) -> Written:
    """Write the metadata in a hub's dialect; `name` is the card's model.

    `license_link` leads to the licence's text: it is written where the hub has no name for the
    licence and the metadata themselves say no other. Keys that are not the record's are written as
    they are: every hub lets people have their own.
    """
    writer = _Writer(metadata, profile, name, license_link)
    writer.write()
    return writer.written


def without_scores(values: Mapping[str, object]) -> dict[str, object]:
    """Return written keys without their result blocks; of these the models' names stay."""
    brief = {key: value for key, value in values.items() if key not in (*RESULT_KEYS, INDEXING)}
    models = values.get(RESULT_KEYS[0])
    named = [
        {"name": model["name"]}
        for model in (models if isinstance(models, list) else [])
        if isinstance(model, dict) and "name" in model
    ]
    return {**brief, RESULT_KEYS[0]: named} if named else brief


class _Writer:
    def __init__(
        self, metadata: HubMetadata, profile: Profile, name: str | None, license_link: str | None
    ) -> None:
        self.metadata, self.profile, self.name = metadata, profile, name
        self.license_link = metadata.license_link or license_link
        self.written = Written()
        self.said: set[str] = {"other", "derived"}
        """Fields that a key has spoken for, wholly or with a loss of its own."""

    def write(self) -> None:
        others = self._license()
        for key in self.profile.keys:
            value = others[key.name] if key.name in others else self._value(key)
            if value is not None and value not in ("", [], ()):
                self.written.values[key.name] = value
        self._other()
        for name in HubMetadata.model_fields:
            if name not in self.said and getattr(self.metadata, name) not in (None, ()):
                self._lose((name,), self._no_place(name))

    def _no_place(self, name: str) -> Text:
        if not self.profile.has_front_matter:
            return NO_FRONT_MATTER
        reason = _SCORES if name == "model_index" else NO_KEY
        return reason.format(hub=self.profile.title)

    def _lose(self, at: Path, reason: Text) -> None:
        self.written.losses.append(Loss(("metadata", *at), reason.format(hub=self.profile.title)))

    def _license(self) -> dict[str, object]:
        """Return the three licence keys where the hub does not know the licence's id."""
        stated = self.metadata.license
        if not stated or not any(key.name == "license" for key in self.profile.keys):
            return {}
        spelt = license_for(self.profile, stated)
        self.said.add("license")
        if spelt is not None:
            return {"license": spelt}
        reason = _LICENSE.format(hub=self.profile.title, id=license_id(stated))
        self.written.losses.append(Loss(("metadata", "license"), reason))
        named = license_title(stated) if self.profile.license == "display" else license_id(stated)
        title = self.metadata.license_name or named
        self.said |= {"license_name", "license_link"}
        link = {"license_link": self.license_link} if self.license_link else {}
        return {"license": OTHER_LICENSE, "license_name": title, **link}

    def _value(self, key: Key) -> object:
        if key.shape == "scores":
            return self._scores(key)
        if key.shape == "roles":
            return self._roles()
        stated = next((f for f in key.fields if getattr(self.metadata, f) not in (None, ())), None)
        values = list(self._texts(stated)) if stated else []
        self.said |= set(key.fields)
        for name in key.fields:
            more = [v for v in self._texts(name) if name != stated and v not in values]
            if more:
                self._lose((name,), NO_KEY)
        for name in key.joined:
            self.said.add(name)
            tags = [framework_for("lower", text) for text in self._texts(name)]
            if tags:
                self._lose((name,), AS_TAG)
            known = {value.casefold() for value in values}
            values += [tag for tag in tags if tag.casefold() not in known]
        values = self._spelt(key, values)
        if key.shape == "list":
            return values
        return self._one(key, stated, values)

    def _one(self, key: Key, stated: str | None, values: list[str]) -> str | None:
        """Return the one value a key takes; of tasks in a list the first that the hub knows."""
        if key.spelling == "task" and stated is not None and stated != key.name:
            known = [value for value in values if value in pipeline_tags()]
            if known[:1] != values:
                self._lose((stated,), _ONE)
            values = known[:1]
        return values[0] if values else None

    def _texts(self, name: str) -> tuple[str, ...]:
        value = getattr(self.metadata, name)
        return (value,) if isinstance(value, str) else tuple(value or ())

    def _spelt(self, key: Key, values: list[str]) -> list[str]:
        if key.spelling == "language":
            return list(dict.fromkeys(language_code(v, modelscope=False) for v in values))
        if key.spelling in ("lower", "proper"):
            return [framework_for(key.spelling, value) for value in values]
        return values

    def _roles(self) -> object:
        """Return ModelScope's data sets: a list, or a map where some are to test or evaluate."""
        by_role = {role: list(self._texts(name)) for role, name in ROLES.items()}
        self.said |= set(ROLES.values())
        if by_role["test"] or by_role["evaluation"]:
            return {role: ids for role, ids in by_role.items() if ids}
        return by_role["train"]

    def _scores(self, key: Key) -> object:
        models = self.metadata.model_index
        self.said.add("model_index")
        if not models:
            return None
        if key.name == INDEXING:
            results = indexing.results_of(models, self.name, self.written.losses.append)
            return {"results": blocks.data_of(results)} if results else None
        named = [
            indexing.as_named(m.results, self.name) if _is_nameless(m) and self.name else m
            for m in models
        ]
        return blocks.data_of(named)

    def _other(self) -> None:
        """Write people's own keys behind the hub's; result blocks only where they are read."""
        scores = next((k.name for k in self.profile.keys if k.shape == "scores"), None)
        values = self.written.values
        for key, value in self.metadata.other.items():
            at: Path = ("other", key)
            block = values.get(key)
            if not self.profile.has_front_matter:
                self._lose(at, NO_FRONT_MATTER)
            elif key in (*RESULT_KEYS, INDEXING) and key != scores:
                self._lose(at, self._no_place("model_index"))
            elif key == INDEXING and isinstance(block, Mapping) and isinstance(value, Mapping):
                values[key] = {**value, **block}
            elif key in values:
                self._lose(at, _SHAPE)
            else:
                values[key] = value


def _is_nameless(model: object) -> bool:
    return getattr(model, "name", None) is None and not getattr(model, "other", None)
