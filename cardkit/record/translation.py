"""What a translation was made from, so that a later change of the source is seen."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cardkit.record.base import Items, RecordModel, both


class Translation(RecordModel):
    """One translated text, written by `cardkit translate --import`.

    Digests are the first 16 hexadecimal digits of SHA-256 of the text in UTF-8. The facts stand
    here as they are, not as a digest, so that a later run can name the one that changed.
    """

    path: str = Field(description=both("Field of this record", "本记录中的字段路径"))
    to: Literal["en", "zh"] = Field(description=both("Language translated into", "译文语言"))
    source: str = Field(
        description=both("Digest of the text that was translated", "翻译所依据的原文摘要")
    )
    target: str = Field(description=both("Digest of the translation", "译文摘要"))
    facts: Items[str] = Field(
        (),
        description=both(
            "Quantities, dates, code and links of the text that was translated",
            "翻译所依据的原文中的数量、日期、代码和链接",
        ),
    )
