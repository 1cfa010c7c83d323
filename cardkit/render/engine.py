"""The template engine: the only module that imports jinja2.

Card text reaches a template only as a value, never as template source. What a template writes is
escaped for running text unless it is `Markdown`, so a forgotten filter cannot forge structure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import jinja2

from cardkit.errors import ConfigError
from cardkit.render import escape
from cardkit.render.escape import Markdown
from cardkit.text import Text

_CARD = "card.md.j2"


def fill(folder: Path, values: Mapping[str, object]) -> str:
    """Fill `card.md.j2` of the template folder `folder` with `values`.

    Raises ConfigError when the template is missing or wrong: these are the operator's files.
    """
    try:
        return _environment(folder).get_template(_CARD).render(values)
    except jinja2.TemplateError as error:
        name = getattr(error, "name", None) or _CARD
        line = getattr(error, "lineno", None) or 1
        raise ConfigError(
            Text(
                en="the template `{name}`, line {line}, cannot be used: {error}",
                zh="模板 `{name}` 第 {line} 行无法使用：{error}",
            ).format(name=folder / name, line=line, error=error.message or type(error).__name__),
            hint=Text(
                en="copy the templates that come with cardkit and change those",
                zh="请复制 cardkit 自带的模板，在其基础上修改",
            ),
        ) from error


@cache
def _environment(folder: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # that would escape for HTML; `finalize` escapes for Markdown
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name, function in _FILTERS.items():
        environment.filters[name] = function
    return environment


def _finalize(value: object) -> object:
    if isinstance(value, (Markdown, jinja2.Undefined)):
        return value
    return escape.inline(str(value))


def _markdown(function: Callable[..., str]) -> Callable[..., Markdown]:
    """Make a filter of an escaping function; what is Markdown already passes through."""

    def escaped(value: object, *more: str) -> Markdown:
        return value if isinstance(value, Markdown) else Markdown(function(str(value), *more))

    return escaped


_FILTERS: dict[str, Callable[..., Markdown]] = {
    "inline": _markdown(escape.inline),
    "cell": _markdown(escape.cell),
    "line": _markdown(escape.line),
    "heading": _markdown(escape.heading),
    "code_span": _markdown(escape.code_span),
    "fence": _markdown(escape.fence),
}
