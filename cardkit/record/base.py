"""What every part of a record shares: strictness, statuses, prose in two languages, facts."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from cardkit.text import Language

T = TypeVar("T")

Status = Literal["stated", "derived", "measured", "assumed"]
"""How a fact came to be known; an assumed fact is never evidence."""


def both(en: str, zh: str) -> str:
    """Join an English and a Chinese description for the JSON Schema."""
    return f"{en}\n{zh}"


def needs_one_of(*fields: str) -> PydanticCustomError:
    """Return the error for a mapping that holds none of `fields`."""
    names = " / ".join(f"`{name}`" for name in fields)
    return PydanticCustomError("needs_one_of", "needs {fields}", {"fields": names})


def not_readable(kind: Literal["number", "quantity", "date"], text: str) -> PydanticCustomError:
    """Return the error for a text that is no number, quantity or date."""
    return PydanticCustomError(
        f"not_a_{kind}", "not a {kind}: {text}", {"kind": kind, "text": text}
    )


class RecordModel(BaseModel):
    """Frozen, strict, and unknown keys are errors: a typo must not become a lost fact."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class Shorthand(RecordModel):
    """A model that may be written as one scalar; subclasses say how in `expand` and `collapse`."""

    short_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that the short form states: what lies at its place in a file."""

    short_types: ClassVar[tuple[str, ...]] = ("string",)
    """JSON types of the short form; where one is a number, digits are written without quotes."""

    @classmethod
    def expand(cls, value: object) -> object:
        """Turn the short form into the mapping; anything else is returned as it is."""
        return value

    def collapse(self) -> object | None:
        """Return the short form, or None when the mapping is needed."""
        return None

    @classmethod
    def short_schema(cls) -> JsonSchemaValue:
        """Return the JSON Schema of the short form."""
        return {"type": cls.short_types[0] if len(cls.short_types) == 1 else [*cls.short_types]}

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, value: object) -> object:
        return cls.expand(value)

    @model_serializer(mode="wrap")
    def _collapse(self, handler: SerializerFunctionWrapHandler) -> Any:
        short = self.collapse()
        return handler(self) if short is None else short

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        long = handler.resolve_ref_schema(handler(core_schema))
        return {"anyOf": [cls.short_schema(), dict(long)]}


class Prose(Shorthand):
    """Running text in Chinese and English. A bare string means: the same in both languages."""

    short_fields = ("en", "zh")

    en: str | None = Field(None, description=both("English text", "英文文本"))
    zh: str | None = Field(None, description=both("Chinese text", "中文文本"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read `text` as `{en: text, zh: text}`."""
        return {"en": value, "zh": value} if isinstance(value, str) else value

    def collapse(self) -> object | None:
        """Write one string where both languages say the same."""
        return self.en if self.en is not None and self.en == self.zh else None

    @model_validator(mode="after")
    def _say_something(self) -> Prose:
        if self.en is None and self.zh is None:
            raise needs_one_of("en", "zh")
        return self

    def get(self, language: Language) -> str | None:
        """Return the text in `language`, None where it is not written."""
        return self.zh if language == "zh" else self.en

    def only(self, language: Language) -> Prose | None:
        """Return what a card in `language` can state of this text."""
        text = self.get(language)
        if text is None:
            return None
        return Prose(en=text) if language == "en" else Prose(zh=text)


class Fact(Shorthand, Generic[T]):
    """A value, how it is known and from where. The short form is the value: a stated fact."""

    value: T = Field(description=both("The value itself", "数值本身"))
    status: Status = Field(
        "stated",
        description=both(
            "stated by the card, derived by computation, measured, or assumed (never evidence)",
            "来源：卡片陈述、推算、实测，或假定（假定不能作为证据）",
        ),
    )
    source: str | None = Field(None, description=both("Where the value was read", "数值的出处"))
    note: Prose | None = Field(None, description=both("Remark", "备注"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read anything but a mapping with `value` as the value itself."""
        if isinstance(value, cls) or (isinstance(value, dict) and "value" in value):
            return value
        return {"value": value}

    @model_serializer(mode="wrap")
    def _collapse(self, handler: SerializerFunctionWrapHandler) -> Any:
        data = handler(self)
        plain = self.status == "stated" and self.source is None and self.note is None
        return data["value"] if plain else {k: v for k, v in data.items() if v is not None}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        long = handler.resolve_ref_schema(handler(core_schema))
        short = long.get("properties", {}).get("value", {})
        return {"anyOf": [short, dict(long)]}


class ListOf:
    """Marks a tuple field as readable from a list although the record is strict."""

    def __get_pydantic_core_schema__(
        self,
        source: Any,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        return cast("CoreSchema", {**handler(source), "strict": False})


Items = Annotated[tuple[T, ...], ListOf()]
"""A tuple in Python, a list in YAML and JSON."""
