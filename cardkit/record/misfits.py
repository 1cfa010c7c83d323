"""What keeps a file from being a record, each in one line, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from cardkit.record.fit import Misfit
from cardkit.source.issue import SourceIssue
from cardkit.source.span import breadcrumb
from cardkit.text import Text

_WORDS: Mapping[str, Text] = {
    "extra_forbidden": Text(en="unknown key {at}", zh="未知的键 {at}"),
    "missing": Text(en="{at} is missing", zh="缺少 {at}"),
    "needs_one_of": Text(en="{at} needs {fields}", zh="{at} 需要写明 {fields}"),
    "literal_error": Text(
        en="{at} should be one of {expected}", zh="{at} 的取值应为 {expected} 之一"
    ),
    "not_a_number": Text(en="{at}: {text} is not a number", zh="{at}：{text} 不是数字"),
    "not_a_quantity": Text(
        en="{at}: {text} is not a quantity such as 7B or 70 亿",
        zh="{at}：{text} 不是 7B、70 亿 这样的数量",
    ),
    "not_a_date": Text(
        en="{at}: {text} is not a date such as 2024, 2024-06 or 2024-06-18",
        zh="{at}：{text} 不是 2024、2024-06 或 2024-06-18 这样的日期",
    ),
}
_WANTED: Mapping[str, Text] = {
    "string": Text(en="a text", zh="文本"),
    "int": Text(en="a whole number", zh="整数"),
    "bool": Text(en="true or false", zh="true 或 false"),
    "decimal": Text(en="a number", zh="数字"),
    "dict": Text(en="a mapping of keys to values", zh="键值映射"),
    "model": Text(en="a mapping of keys to values", zh="键值映射"),
    "list": Text(en="a list", zh="列表"),
    "tuple": Text(en="a list", zh="列表"),
}
_TYPE = Text(en="{at} should be {wanted}", zh="{at} 应为{wanted}")
_OTHER = Text(en="{at} does not fit the record: {msg}", zh="{at} 不符合记录格式：{msg}")
_ISSUES: Mapping[str, Text] = {
    "yaml-syntax": Text(en="this is no YAML: {problem}", zh="不是合法的 YAML：{problem}"),
    "yaml-refused": Text(
        en="{what}: cardkit does not read this kind of YAML", zh="{what}：cardkit 不读取此类 YAML"
    ),
    "yaml-duplicate-key": Text(
        en="`{key}` stands twice, first on line {first_line}",
        zh="`{key}` 重复出现，首次出现在第 {first_line} 行",
    ),
    "yaml-too-large": Text(
        en="the file holds {size} bytes of YAML, more than the cap of {limit}",
        zh="文件中的 YAML 共 {size} 字节，超过上限 {limit} 字节",
    ),
}


def describe_issue(issue: SourceIssue) -> Text:
    """Return what keeps a YAML file from being read, as one line."""
    return _ISSUES[issue.kind].format(**issue.args)


def describe(misfit: Misfit) -> Text:
    """Return the misfit as one line; what comes from the file is shown safely."""
    at = f"`{breadcrumb(misfit.path)}`" if misfit.path else Text(en="the file", zh="文件内容")
    wanted = _WANTED.get(misfit.kind.split("_", maxsplit=1)[0])
    facts = {key: str(value)[:80] for key, value in misfit.args.items()}
    if misfit.kind in _WORDS:
        return _WORDS[misfit.kind].format(**{**facts, "at": at})
    if wanted is not None:
        return _TYPE.format(at=at, wanted=wanted)
    return _OTHER.format(at=at, msg=facts.get("msg", misfit.kind))
