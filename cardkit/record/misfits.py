"""What keeps a file from being a record, in both languages: the one place that words it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from cardkit.record.keys import closest_field
from cardkit.source.issue import SourceIssue
from cardkit.source.span import Path, breadcrumb
from cardkit.text import Text, listed

WORDS: Mapping[str, Text] = {
    "extra_forbidden": Text(en="unknown key `{key}`", zh="未知的键 `{key}`"),
    "misspelt": Text(
        en="unknown key `{key}`; `{best}` was probably meant",
        zh="未知的键 `{key}`，可能想写 `{best}`",
    ),
    "missing": Text(en="`{key}` is missing in {at}", zh="{at} 中缺少 `{key}`"),
    "newer": Text(
        en="written for a newer cardkit: `schema_version` is {value}, this one reads {reads}",
        zh="此文件面向更新版本的 cardkit：`schema_version` 为 {value}，当前版本只能读取 {reads}",
    ),
    "type": Text(en="{at} should be {wanted}", zh="{at} 应为{wanted}"),
    "file_type": Text(en="the file should be {wanted}", zh="文件内容应为{wanted}"),
    "literal_error": Text(
        en="{at} should be one of {expected}, not `{value}`",
        zh="{at} 的取值应为 {expected} 之一，而不是 `{value}`",
    ),
    "needs_one_of": Text(en="{at} needs {fields}", zh="{at} 需要写明 {fields}"),
    "not_both": Text(
        en="{at} has {one} and {other}: keep one", zh="{at} 同时写有 {one} 和 {other}，请只保留其一"
    ),
    "not_a_number": Text(en="{at}: {text} is not a number", zh="{at}：{text} 不是数字"),
    "not_a_quantity": Text(
        en="{at}: {text} is not a quantity such as `7B` or `70 亿`",
        zh="{at}：{text} 不是 `7B`、`70 亿` 这样的数量",
    ),
    "not_a_date": Text(
        en="{at}: {text} is not a date such as `2024`, `2024-06` or `2024-06-18`",
        zh="{at}：{text} 不是 `2024`、`2024-06` 或 `2024-06-18` 这样的日期",
    ),
    "not_a_chance": Text(
        en="{at}: {text} is not a fraction of 1 such as `0.25` or `1/3`",
        zh="{at}：{text} 不是 `0.25`、`1/3` 这样的小数或分数",
    ),
    "unknown_metric": Text(
        en="{at}: `{text}` is no metric of cardkit's catalog", zh="{at}：目录中没有指标 `{text}`"
    ),
    "shots_differ": Text(
        en="{at} has {shots} {shots:shot|shots} for {tasks} {tasks:task|tasks}",
        zh="{at} 有 {tasks} 个任务，却给出 {shots} 个 shot 数",
    ),
    "not_an_items_file": Text(
        en="{at}: `{text}` is no relative path of a .jsonl or .parquet file",
        zh="{at}：`{text}` 不是 .jsonl 或 .parquet 文件的相对路径",
    ),
    "not_a_repository": Text(
        en="{at}: `{text}` is no data set such as `owner/name`",
        zh="{at}：`{text}` 不是 `owner/name` 形式的数据集 ID",
    ),
    "not_a_revision": Text(
        en="{at}: `{text}` cannot be a commit, tag or branch",
        zh="{at}：`{text}` 不能作为提交、标签或分支",
    ),
    "not_a_sha256": Text(
        en="{at}: `{text}` is no SHA-256 of 64 digits a-f", zh="{at}：`{text}` 不是 SHA-256 摘要"
    ),
    "not_a_template": Text(
        en="{at}: {text}; write `{{{{` for a brace", zh="{at}：{text}；花括号本身请写作 `{{{{`"
    ),
    "not_of_harness": Text(
        en="`{key_name}` in {at} is no setting of {harness}",
        zh="{at} 中的 `{key_name}` 不是 {harness} 的设置",
    ),
    "stop_is_regex": Text(
        en="{at}: llm-foundry would read the stop `{text}` as a regular expression",
        zh="{at}：llm-foundry 会把结束标志 `{text}` 当作正则表达式",
    ),
    "column_missing": Text(
        en="{at}: a task of type {type} needs the column `{name}`",
        zh="{at}：{type} 类型的任务需要写明 `{name}` 列",
    ),
    "string_pattern_mismatch": Text(
        en="{at}: `{value}` should be lower-case letters, digits and `_+.@-`",
        zh="{at}：`{value}` 应由小写字母、数字和 `_+.@-` 组成",
    ),
    "string_too_short": Text(en="{at} is empty", zh="{at} 为空"),
    "string_too_long": Text(
        en="{at} is longer than {max_length} characters", zh="{at} 超过 {max_length} 个字符"
    ),
    "too_short": Text(en="{at} is empty", zh="{at} 为空"),
    "too_long": Text(
        en="{at} has more than {max_length} entries", zh="{at} 的条目数超过 {max_length}"
    ),
    "greater_than_equal": Text(en="{at} should be at least {ge}", zh="{at} 不应小于 {ge}"),
    "less_than_equal": Text(en="{at} should be at most {le}", zh="{at} 不应大于 {le}"),
    "unresolved_reference": Text(
        en="the comparison `{file}` cannot be read: {msg}",
        zh="无法读取对比表 `{file}`：{msg}",
    ),
    "other": Text(en="{at} does not fit the record: {msg}", zh="{at} 不符合记录格式：{msg}"),
}
"""The texts by what is wrong, as `classify` names it."""

_WANTED: Mapping[str, Text] = {
    "string": Text(en="a text", zh="文本"),
    "int": Text(en="a whole number", zh="整数"),
    "float": Text(en="a number", zh="数字"),
    "decimal": Text(en="a number", zh="数字"),
    "bool": Text(en="true or false", zh="true 或 false"),
    "dict": Text(en="a mapping of keys to values", zh="键值映射"),
    "model": Text(en="a mapping of keys to values", zh="键值映射"),
    "list": Text(en="a list", zh="列表"),
    "tuple": Text(en="a list", zh="列表"),
    "none": Text(en="empty", zh="空值"),
}
_FILE = Text(en="the file", zh="文件内容")
_LONGEST = 80
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


class Unfit(Protocol):
    """A place that does not fit: `record.fit.Misfit`, or a schema issue of a reading."""

    @property
    def path(self) -> Path:
        """Where; of a missing key it ends in that key."""

    @property
    def kind(self) -> str:
        """Pydantic's kind of error."""

    @property
    def args(self) -> Mapping[str, object]:
        """Its facts."""


def classify(unfit: Unfit, value: str, kind_of_file: str) -> tuple[str, dict[str, object]]:
    """Return the key in `WORDS` and what its text needs; `value` is what the file has there.

    `kind_of_file` tells a comparison from a card: the two have keys of their own.
    """
    path, kind = unfit.path, unfit.kind
    facts: dict[str, object] = {name: str(fact)[:_LONGEST] for name, fact in unfit.args.items()}
    facts |= {"at": _place(path), "key": str(path[-1]) if path else "", "value": value[:60]}
    wanted = _WANTED.get(kind.split("_", maxsplit=1)[0])
    if kind == "extra_forbidden" and path:
        best = closest_field(path, str(path[-1]), kind_of_file)
        return ("misspelt", facts | {"best": best}) if best else (kind, facts)
    if kind == "missing":
        return kind, facts | {"at": _place(path[:-1])}
    if path == ("schema_version",) and _is_newer(value, str(facts.get("expected"))):
        return "newer", facts | {"reads": facts["expected"]}
    if kind == "literal_error":
        expected = str(facts.get("expected", "")).replace(" or ", ", ").replace("'", "`")
        return kind, facts | {"expected": listed(expected.split(", "))}
    if kind in WORDS:
        return kind, facts
    if wanted is not None:
        return "type" if path else "file_type", facts | {"wanted": wanted}
    return "other", facts | {"msg": facts.get("error", facts.get("msg", kind))}


def _is_newer(version: str, known: str) -> bool:
    both = version.isdecimal() and known.isdecimal() and len(version) < 10
    return both and int(version) > int(known)


def _place(path: Path) -> str | Text:
    return f"`{breadcrumb(path)}`" if path else _FILE


def describe(unfit: Unfit, value: str, kind_of_file: str) -> Text:
    """Return the misfit as one line; what comes from the file is shown safely."""
    key, facts = classify(unfit, value, kind_of_file)
    return WORDS[key].format(**facts)
