"""How a harness asks a task, as a file of tasks says it: items, columns, delimiters, shots."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from cardkit.catalog.columns import BadTemplate, is_template, template
from cardkit.record.base import Items, RecordModel, both, needs_one_of

MAX_TEXT = 20_000
MAX_SHOTS = 1000
MAX_TOKENS = 32_768
_REPOSITORY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,94}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,94}")
_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_REGEX = frozenset(".^$*+?{}[]\\|()")
"""Characters that mean something in a regular expression: llm-foundry joins its stops into one."""


def _unfit(kind: str, text: str) -> PydanticCustomError:
    return PydanticCustomError(kind, f"{kind}: {{text}}", {"text": text[:60]})


def _relative(path: str) -> str:
    plain = path.replace("\\", "/")
    inside = not plain.startswith("/") and ":" not in plain and ".." not in plain.split("/")
    if not inside or not plain.endswith((".jsonl", ".parquet")):
        raise _unfit("not_an_items_file", path)
    return path


def _repository(name: str) -> str:
    if not _REPOSITORY.fullmatch(name) or ".." in name or "--" in name:
        raise _unfit("not_a_repository", name)
    return name


def _revision(name: str) -> str:
    if not _REVISION.fullmatch(name) or ".." in name:
        raise _unfit("not_a_revision", name)
    return name


def _sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise _unfit("not_a_sha256", text)
    return text


def _column(text: str) -> str:
    if is_template(text):
        try:
            template(text)
        except BadTemplate as error:
            raise _unfit("not_a_template", str(error)) from None
    return text


Short = Annotated[str, Field(min_length=1, max_length=200)]
Delimiter = Annotated[str, Field(max_length=MAX_TEXT)]
Stop = Annotated[str, Field(min_length=1, max_length=200)]
Column = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_column)]


def _form(value: object) -> str:
    return "list" if isinstance(value, (list, tuple)) else "text"


# The form decides, so that a wrong text inside a list is called that and not "no text".
Columns = Annotated[
    Annotated[Column, Tag("text")] | Annotated[Items[Column], Tag("list")], Discriminator(_form)
]


class ItemsEntry(RecordModel):
    """Where items lie: a file beside the file of tasks, or a data set on Hugging Face."""

    path: Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_relative)] | None = (
        Field(
            None,
            description=both(
                "File (.jsonl, .parquet) beside this one or in the folder of --data",
                "与本文件同目录或 --data 目录中的文件（.jsonl、.parquet）",
            ),
        )
    )
    hub: Annotated[str, AfterValidator(_repository)] | None = Field(
        None, description=both("Data set on Hugging Face: owner/name", "Hugging Face 数据集 ID")
    )
    revision: Annotated[str, AfterValidator(_revision)] | None = Field(
        None,
        description=both(
            "Its commit, tag or branch; without one, main is assumed",
            "数据集的提交、标签或分支；未写明时假定为 main",
        ),
    )
    config: Short | None = Field(None, description=both("Configuration", "子集（config）"))
    split: Short | None = Field(None, description=both("Split", "划分（split）"))
    files: Items[Short] = Field(
        (),
        max_length=50,
        description=both("Patterns of its files: data/test-*.parquet", "数据集中的文件名模式"),
    )
    sha256: Annotated[str, AfterValidator(_sha256)] | None = Field(
        None, description=both("SHA-256 of the file", "文件的 SHA-256")
    )

    @model_validator(mode="after")
    def _says_where(self) -> ItemsEntry:
        if (self.path is None) == (self.hub is None):
            raise needs_one_of("path", "hub")
        return self


class ColumnsEntry(RecordModel):
    """Which column says what: a name, `a.b` inside it, or a text with `{a.b}` in it."""

    query: Column | None = Field(None, description=both("The question or context", "问题或上文"))
    choices: Columns | None = Field(
        None,
        description=both(
            "The choices (of a schema: the contexts): a column with a list, or a text for each",
            "选项（schema 为各上文）：列表列，或逐项给出的文本",
        ),
    )
    gold: Column | None = Field(
        None,
        description=both(
            "The right choice: its place from 0, or its label", "正确选项：从 0 起的序号，或其标签"
        ),
    )
    labels: Columns | None = Field(
        None,
        description=both(
            "The labels of the choices: a column with a list, or a text for each",
            "选项的标签：列表列，或逐项给出的文本",
        ),
    )
    answer: Column | None = Field(
        None, description=both("The continuation or answer", "续写内容或答案")
    )
    aliases: Column | None = Field(
        None, description=both("Column with other right answers", "其他正确答案所在的列")
    )
    chain_of_thought: Column | None = Field(
        None, description=both("Column with the reasoning", "思维链所在的列")
    )
    category: Column | None = Field(
        None, description=both("Column with the category", "类别所在的列")
    )


class DefinitionEntry(RecordModel):
    """How a harness asks one task of this file or of the registry."""

    task: Annotated[str, Field(min_length=1, max_length=80)] = Field(
        description=both("Id of the task", "任务 ID")
    )
    harness: Literal["llm-foundry", "lm-eval"] = Field(
        description=both("Whose rules are followed", "遵循哪个评测框架的规则")
    )
    type: Literal["multiple_choice", "schema", "language_modeling", "generation"] = Field(
        description=both("What is asked of the model", "任务类型")
    )
    items: ItemsEntry = Field(description=both("Where the items lie", "题目数据的位置"))
    columns: ColumnsEntry | None = Field(
        None,
        description=both(
            "Which column says what; without it, llm-foundry's layout",
            "各列的含义；未写明时按 llm-foundry 的格式",
        ),
    )
    shots: int = Field(ge=0, le=MAX_SHOTS, description=both("Few-shot examples", "样例数（shot）"))
    shots_from: ItemsEntry | None = Field(
        None,
        description=both(
            "lm-eval: where the examples come from; without it, the items themselves",
            "lm-eval：样例的来源；未写明时取自题目本身",
        ),
    )
    sampler: Literal["default", "first_n"] | None = Field(
        None, description=both("lm-eval: how examples are drawn", "lm-eval：样例的抽取方式")
    )
    exclude_own: bool | None = Field(
        None,
        description=both(
            "lm-eval: leave the item itself out of its examples (its fewshot_split is its"
            " test_split)",
            "lm-eval：样例中排除题目自身（即 fewshot_split 与 test_split 相同）",
        ),
    )
    prompt: Delimiter | None = Field(
        None,
        description=both(
            "Text before everything (lm-eval: description, which may hold columns)",
            "最前面的文本（即 lm-eval 的 description，可引用列）",
        ),
    )
    prelimiter: Delimiter | None = Field(
        None, description=both("llm-foundry: text before each question", "每题之前的文本")
    )
    example_delimiter: Delimiter | None = Field(
        None,
        description=both(
            r"Between examples (lm-eval: fewshot_delimiter); \n for llm-foundry, \n\n for lm-eval",
            r"样例之间的分隔符；llm-foundry 默认 \n，lm-eval 默认 \n\n",
        ),
    )
    continuation_delimiter: Delimiter | None = Field(
        None,
        description=both(
            "Between question and answer (lm-eval: target_delimiter); a space by default",
            "问题与答案之间的分隔符，默认为一个空格",
        ),
    )
    cot_delimiter: Delimiter | None = Field(
        None,
        description=both(
            "llm-foundry: between reasoning and answer", "llm-foundry：思维链与答案之间的分隔符"
        ),
    )
    stop: Items[Stop] = Field(
        (),
        max_length=20,
        description=both("What ends a generation (lm-eval: until)", "生成的结束标志"),
    )
    has_categories: bool = Field(
        False,
        description=both(
            "Each category draws examples of its own; llm-foundry's score is the mean over them",
            "各类别分别抽取样例；llm-foundry 的分数为各类别的平均",
        ),
    )
    max_new_tokens: int | None = Field(
        None, ge=1, le=MAX_TOKENS, description=both("lm-eval: max_gen_toks, 256", "最大生成长度")
    )
    ignore_case: bool = Field(
        False, description=both("lm-eval's exact_match: ignore case", "忽略大小写")
    )
    ignore_punctuation: bool = Field(
        False, description=both("lm-eval's exact_match: ignore punctuation", "忽略标点")
    )
    strip_answer: bool = Field(
        False,
        description=both("lm-eval's filter remove_whitespace", "lm-eval 的 remove_whitespace 过滤"),
    )
    max_seq_len: int | None = Field(
        None,
        ge=1,
        le=10**7,
        description=both("Longest prompt in tokens, where fixed", "提示的最大长度（若有规定）"),
    )
    source: str = Field(
        min_length=1, max_length=400, description=both("Where this was read", "出处（必填）")
    )

    @model_validator(mode="after")
    def _is_one_harness(self) -> DefinitionEntry:
        foreign = _FOUNDRY_ONLY if self.harness == "lm-eval" else _LM_EVAL_ONLY
        for name in foreign:
            if getattr(self, name) not in (None, False, ()):
                raise PydanticCustomError(
                    "not_of_harness",
                    "{key_name} is no setting of {harness}",
                    {"key_name": name, "harness": self.harness},
                )
        if self.harness == "lm-eval" and self.prompt:
            _column(self.prompt)
        if self.harness == "llm-foundry":
            for stop in self.stop:
                if _REGEX & set(stop):
                    raise _unfit("stop_is_regex", stop)
        return self

    @model_validator(mode="after")
    def _fits_its_type(self) -> DefinitionEntry:
        columns = self.columns
        if columns is not None:
            for name in _NEEDED[self.type]:
                if getattr(columns, name) is None:
                    raise PydanticCustomError(
                        "column_missing",
                        "{type} needs the column {name}",
                        {"type": self.type, "name": name},
                    )
        return self


_FOUNDRY_ONLY = ("prelimiter", "cot_delimiter")
_LM_EVAL_ONLY = (
    "shots_from",
    "sampler",
    "exclude_own",
    "max_new_tokens",
    "ignore_case",
    "ignore_punctuation",
    "strip_answer",
)
_NEEDED = {
    "multiple_choice": ("query", "choices", "gold"),
    "schema": ("choices", "gold", "answer"),
    "language_modeling": ("query", "answer"),
    "generation": ("query", "answer"),
}
