"""A comparison as text: markdown, csv and json; `terminal` draws it with rich."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cardkit.errors import UsageError
from cardkit.tables.formats import delimited, json_text, markdown
from cardkit.tables.view import ComparisonView
from cardkit.text import Language, Text, listed

Writer = Callable[[ComparisonView, Language, bool], str]

WRITERS: Mapping[str, Writer] = {
    "markdown": markdown.write,
    "csv": delimited.write,
    "json": json_text.write,
}


def write(
    view: ComparisonView,
    output: str,
    language: Language,
    *,
    why: bool = False,
    ascii_only: bool = False,
) -> str:
    """Return `view` as text in the format `output`; `why` adds the origin of each number.

    `ascii_only` escapes the rest of Unicode in JSON, where a stream could not show it; the other
    formats leave that to the stream. Raises UsageError for a format that does not exist.
    """
    writer = WRITERS.get(output)
    if writer is None:
        raise UsageError(
            Text(en="there is no format `{output}`", zh="没有 `{output}` 格式").format(
                output=output
            ),
            hint=Text(en="formats: {all}", zh="可用格式：{all}").format(all=listed(WRITERS)),
        )
    text = writer(view, language, why)
    return json_text.to_ascii(text) if ascii_only and output == "json" else text
