"""Items from files: what is read, and every kind of bad input with the refusal it gets."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cardkit.catalog.definition import Columns, ItemSource
from cardkit.text import Text
from cardkit.verify.protocol import lines, read
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.read import read_items
from cardkit.verify.spec.problem import Problem
from tests.verify.protocol.toy import definition, protocol, write

CHOOSE = {"query": "q", "choices": ["a", "b"], "gold": 1}
LINE = {"context": "c", "continuation": "d"}
GENERATE = {"context": "c", "answer": "d"}
SCHEMA = {"context_options": ["a", "b"], "continuation": "d", "gold": 0}


def jsonl(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def load(folder: Path, type_="multiple_choice", harness="llm-foundry", **settings) -> ItemSet:
    return read_items(protocol(definition(type_, harness, **settings)), folder)


def refusal(folder: Path, *args, **settings) -> tuple[str, Text]:
    with pytest.raises(Problem) as raised:
        load(folder, *args, **settings)
    remark = raised.value.remark
    assert remark.level == "error"
    assert remark.message.zh != remark.message.en
    assert "\n" not in remark.message.en + remark.message.zh
    return remark.kind, remark.message


def test_a_file_is_read_with_its_digest(tmp_path: Path) -> None:
    text = jsonl(CHOOSE, {**CHOOSE, "gold": 0, "more": [1, None]}) + "\n" + jsonl(CHOOSE)
    write(tmp_path, "toy.jsonl", text)
    found = load(tmp_path)
    assert (found.n, found.name, found.pool) == (3, "toy.jsonl", None)
    assert found.sha256 == hashlib.sha256(text.encode()).hexdigest()
    first, second, third = found.items
    assert (first.query, first.choices, first.gold, first.line) == ("q", ("a", "b"), 1, 1)
    assert third.line == 4  # blank lines are counted and are no items
    assert first.digest == third.digest != second.digest
    assert found.categories == {None: (0, 1, 2)}


def test_the_types_take_what_they_need(tmp_path: Path) -> None:
    rows = {
        "language_modeling": LINE,
        "schema": SCHEMA,
        "generation": {**GENERATE, "aliases": ["e"], "chain_of_thought": " f "},
    }
    for type_, row in rows.items():
        write(tmp_path, "toy.jsonl", jsonl(row, row))
        item = load(tmp_path, type_).items[0]
        assert item.answer == "d"
        assert item.answers == (("d", "e") if type_ == "generation" else ("d",))
        assert item.reasoning == (" f " if type_ == "generation" else None)
        assert item.choices == (("a", "b") if type_ == "schema" else ())


def test_categories_are_sorted(tmp_path: Path) -> None:
    write(tmp_path, "toy.jsonl", jsonl(*({**LINE, "category": c} for c in "bab")))
    found = load(tmp_path, "language_modeling", categories=True)
    assert list(found.categories.items()) == [("a", (1,)), ("b", (0, 2))]


@pytest.mark.parametrize(
    ("row", "kind", "said"),
    [
        (
            {"query": "q", "choices": ["a", "b"]},
            "gold-missing",
            "does not say what is right: no `gold`",
        ),
        ({**CHOOSE, "gold": None}, "gold-missing", "no `gold` (it has: query, choices)"),
        ({**CHOOSE, "gold": 2}, "gold-outside", "`gold` is 2, which is the place of none of the 2"),
        ({**CHOOSE, "gold": -1}, "gold-outside", "`gold` is -1"),
        ({**CHOOSE, "gold": "1"}, "gold-outside", '`gold` is "1"'),
        ({**CHOOSE, "gold": True}, "gold-outside", "`gold` is true"),
        ({**CHOOSE, "gold": 1.0}, "gold-outside", "`gold` is 1.0"),
        ({**CHOOSE, "gold": [1]}, "gold-outside", "`gold` is [1]"),
        ({**CHOOSE, "choices": []}, "choices-empty", "choices to choose from: 0; two are needed"),
        ({**CHOOSE, "choices": ["a"]}, "choices-empty", "from: 1"),
        ({**CHOOSE, "choices": ["a"] * 1001}, "choices-empty", "more than 1000 entries"),
        ({**CHOOSE, "choices": ["a", ""]}, "choice-empty", "choice 2 is empty"),
        ({**CHOOSE, "choices": [" \n", "b"]}, "choice-empty", "choice 1 is empty"),
        ({**CHOOSE, "choices": ["a", 5]}, "field-not-text", "should be a list of texts, not 5"),
        ({**CHOOSE, "choices": "ab"}, "field-not-text", 'should be a list of texts, not "ab"'),
        ({**CHOOSE, "choices": {"0": "a"}}, "field-not-text", 'not {"0": "a"}'),
        ({**CHOOSE, "query": 5}, "field-not-text", "`query` should be a text, not 5"),
        ({**CHOOSE, "query": ["q"]}, "field-not-text", '`query` should be a text, not ["q"]'),
        (
            {"choices": ["a", "b"], "gold": 1},
            "field-missing",
            "has no `query` (it has: choices, gold)",
        ),
        ({**CHOOSE, "query": "\ud800"}, "field-not-text", "holds half of a character"),
        ({**CHOOSE, "choices": ["a", "\udfff"]}, "field-not-text", "`choices` holds half"),
        ({}, "field-missing", "has no `choices` (it has: -)"),
    ],
)
def test_an_item_that_cannot_be_scored(tmp_path: Path, row, kind: str, said: str) -> None:
    text = jsonl(CHOOSE) + json.dumps(row) + "\n"
    write(tmp_path, "toy.jsonl", text)
    found, message = refusal(tmp_path)
    assert found == kind
    assert message.en.startswith("toy.jsonl:2: ")
    assert message.zh.startswith("toy.jsonl:2：")
    assert said in message.en


@pytest.mark.parametrize(
    ("type_", "row", "kind", "said"),
    [
        ("language_modeling", {"context": "c"}, "gold-missing", "no `continuation`"),
        (
            "language_modeling",
            {**LINE, "continuation": " "},
            "answer-empty",
            "`continuation` is empty",
        ),
        ("language_modeling", {**LINE, "continuation": ["d"]}, "field-not-text", "not a text"),
        ("schema", {**SCHEMA, "gold": 2}, "gold-outside", "`gold` is 2"),
        ("schema", {**SCHEMA, "continuation": ""}, "answer-empty", "is empty"),
        ("schema", {"continuation": "d", "gold": 0}, "field-missing", "no `context_options`"),
        ("generation", {"context": "c"}, "gold-missing", "no `answer`"),
        ("generation", {**GENERATE, "aliases": "e"}, "field-not-text", "list of texts, not"),
        ("generation", {**GENERATE, "aliases": [1]}, "field-not-text", "not 1"),
        ("generation", {**GENERATE, "answer": []}, "answer-empty", "`answer` is empty"),
        ("generation", {**GENERATE, "chain_of_thought": 4}, "field-not-text", "not 4"),
        ("generation", {**GENERATE, "aliases": ["x"] * 10_001}, "answer-empty", "more than 10000"),
    ],
)
def test_other_types_refuse_as_well(tmp_path: Path, type_, row, kind, said) -> None:
    write(tmp_path, "toy.jsonl", jsonl(row))
    found, message = refusal(tmp_path, type_)
    assert found == kind
    assert said.replace("not a text", "should be a text, not") in message.en


def test_a_task_by_category_needs_one_in_each_item(tmp_path: Path) -> None:
    write(tmp_path, "toy.jsonl", jsonl({**LINE, "category": "a"}, LINE))
    kind, message = refusal(tmp_path, "language_modeling", categories=True)
    assert (kind, message.en) == (
        "category-missing",
        "toy.jsonl:2: the task is scored by category, and the item has no `category`",
    )


@pytest.mark.parametrize(
    ("line", "kind", "said"),
    [
        (b'{"query": "q",', "json-broken", "toy.jsonl:2: no valid JSON (Expecting"),
        (b"[1, 2]", "json-no-object", "`toy.jsonl:2`: the JSON is no object"),
        (b'{"gold": NaN}', "json-not-finite", "`toy.jsonl:2`: NaN is no JSON number"),
        (b'{"gold": 1e999}', "json-not-finite", "`toy.jsonl:2`: 1e999"),
        (b'{"gold": ' + b"9" * 100 + b"}", "json-number-too-long", "`toy.jsonl:2`: an integer of"),
        (b'{"gold": 1, "gold": 0}', "json-repeated-key", "`gold` stands twice in `toy.jsonl:2`"),
        (b'{"a": ' + b"[" * 200_000, "json-nested", "`toy.jsonl:2`: too deeply nested"),
        (b'{"query": "\xff"}', "not-utf8", "toy.jsonl:2: the line is not UTF-8"),
        ('{"query": "北"}'.encode("gb18030"), "not-utf8", "toy.jsonl:2: the line is not UTF-8"),
    ],
)
def test_a_line_that_is_no_item(tmp_path: Path, line: bytes, kind: str, said: str) -> None:
    write(tmp_path, "toy.jsonl", jsonl(CHOOSE).encode() + line + b"\n")
    found, message = refusal(tmp_path)
    assert (found, message.en.startswith(said)) == (kind, True), message.en


def test_hostile_text_is_shown_safely(tmp_path: Path) -> None:
    write(tmp_path, "toy.jsonl", jsonl({**CHOOSE, "gold": "\x1b[31m\u202e"}))
    _, message = refusal(tmp_path)
    assert "\x1b" not in message.en
    assert "\u202e" not in message.en


def test_a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 100)
    write(tmp_path, "toy.jsonl", jsonl(CHOOSE) + " " * 101)
    assert refusal(tmp_path)[0] == "line-too-long"
    write(tmp_path, "toy.jsonl", "x" * 100_000)
    assert refusal(tmp_path)[0] == "line-too-long"


def test_more_items_than_any_task_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_ITEMS", 2)
    write(tmp_path, "toy.jsonl", jsonl(*[CHOOSE] * 3))
    assert refusal(tmp_path)[0] == "items-too-many"


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff\n"])
def test_a_file_without_items(tmp_path: Path, text: str) -> None:
    write(tmp_path, "toy.jsonl", text)
    assert refusal(tmp_path)[0] == "items-none"


def test_a_byte_order_mark_is_no_part_of_the_first_item(tmp_path: Path) -> None:
    write(tmp_path, "toy.jsonl", b"\xef\xbb\xbf" + jsonl(CHOOSE).replace("\n", "\r\n").encode())
    assert load(tmp_path).n == 1


def test_another_number_of_items_than_stated(tmp_path: Path) -> None:
    write(tmp_path, "toy.jsonl", jsonl(CHOOSE, CHOOSE))
    base = protocol(definition("multiple_choice"))
    for stated, said in (
        ({"n_stated": 3}, "`toy.jsonl` holds 2 items; the card says 3"),
        ({"n_known": 4}, "`toy.jsonl` holds 2 items; the task has 4"),
    ):
        with pytest.raises(Problem) as raised:
            read_items(replace(base, **stated), tmp_path)
        assert raised.value.remark.kind == "items-count"
        assert raised.value.remark.message.en == said
    assert read_items(replace(base, n_stated=2, n_known=2), tmp_path).n == 2


def test_another_digest_than_stated(tmp_path: Path) -> None:
    write(tmp_path, "toy.jsonl", jsonl(CHOOSE))
    source = ItemSource(path="toy.jsonl", sha256="0" * 64)
    kind, message = refusal(tmp_path, items=source)
    assert (kind, "not 0000000000" in message.en) == ("items-digest", True)
    right = hashlib.sha256(jsonl(CHOOSE).encode()).hexdigest()
    assert load(tmp_path, items=replace(source, sha256=right)).n == 1


FILE = "local_data/world_knowledge/toy.jsonl"


@pytest.mark.parametrize(
    "place", [FILE, "world_knowledge/toy.jsonl", "local_data/toy.jsonl", "toy.jsonl"]
)
def test_a_file_is_found_wherever_the_layout_is_cut(tmp_path: Path, place: str) -> None:
    write(tmp_path, place, jsonl(CHOOSE))
    found = load(tmp_path, items=ItemSource(path=FILE))
    assert (found.name, found.files[0].name) == (FILE, "toy.jsonl")


def test_a_missing_file_is_named_with_where_it_comes_from(tmp_path: Path) -> None:
    kind, message = refusal(tmp_path, items=ItemSource(path=FILE))
    assert kind == "items-missing"
    assert message == Text(
        en=f"`toy.jsonl` is not in `{tmp_path}` (looked for local_data/world_knowledge/toy.jsonl,"
        " world_knowledge/toy.jsonl, local_data/toy.jsonl, toy.jsonl); it comes with"
        " github.com/mosaicml/llm-foundry, scripts/eval/local_data",
        zh=f"`{tmp_path}` 中没有 `toy.jsonl`（已查找 local_data/world_knowledge/toy.jsonl、"
        "world_knowledge/toy.jsonl、local_data/toy.jsonl、toy.jsonl）；该文件位于"
        " github.com/mosaicml/llm-foundry 的 scripts/eval/local_data",
    )
    gpqa = refusal(tmp_path, items=ItemSource(path="gpqa_data/gpqa_main.jsonl"))[1]
    assert "eval/eval_openlm_ckpt.py of github.com/mlfoundations/dclm" in gpqa.en
    with pytest.raises(Problem) as raised:
        read_items(protocol(definition("multiple_choice")))
    assert raised.value.remark.message.en == (
        "`toy.jsonl` is needed: give the folder it lies in with --data"
    )
    file = write(tmp_path, "toy.jsonl", jsonl(CHOOSE))
    assert "which is no folder" in refusal(file)[1].en


def test_two_files_that_could_be_meant(tmp_path: Path) -> None:
    write(tmp_path, "toy.jsonl", jsonl(CHOOSE))
    write(tmp_path, FILE, jsonl(CHOOSE))
    assert load(tmp_path, items=ItemSource(path=FILE)).n == 1  # the same bytes
    write(tmp_path, FILE, jsonl(CHOOSE, CHOOSE))
    kind, message = refusal(tmp_path, items=ItemSource(path=FILE))
    assert kind == "items-ambiguous"
    assert "local_data/world_knowledge/toy.jsonl, toy.jsonl" in message.en


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.jsonl", jsonl(CHOOSE))
    data = tmp_path / "data"
    data.mkdir()
    (data / "toy.jsonl").symlink_to(outside)
    assert refusal(data)[0] == "link-outside"
    (data / "toy.jsonl").unlink()
    write(data, "inside.jsonl", jsonl(CHOOSE))
    (data / "toy.jsonl").symlink_to("inside.jsonl")
    assert load(data).n == 1
    (data / "toy.jsonl").unlink()
    (data / "toy.jsonl").symlink_to("nothing.jsonl")
    assert refusal(data)[0] == "file-unreadable"
    (data / "toy.jsonl").unlink()
    (data / "toy.jsonl").symlink_to("toy.jsonl")
    assert refusal(data)[0] == "file-unreadable"


def test_a_snapshot_of_the_hubs_cache_is_made_of_links(tmp_path: Path) -> None:
    cache = tmp_path / "datasets--o--d"
    blob = write(cache, "blobs/abc", jsonl(CHOOSE))
    snapshot = cache / "snapshots" / "0123"
    snapshot.mkdir(parents=True)
    (snapshot / "toy.jsonl").symlink_to(os.path.relpath(blob, snapshot))
    assert load(snapshot).n == 1


def test_no_plain_file(tmp_path: Path) -> None:
    (tmp_path / "toy.jsonl").mkdir()
    assert refusal(tmp_path)[0] == "not-a-plain-file"
    (tmp_path / "toy.jsonl").rmdir()
    os.mkfifo(tmp_path / "toy.jsonl")
    assert refusal(tmp_path)[0] == "not-a-plain-file"


def test_a_file_beside_the_file_of_tasks_goes_first(tmp_path: Path) -> None:
    write(tmp_path, "tasks/toy.jsonl", jsonl(CHOOSE))
    write(tmp_path, "data/toy.jsonl", jsonl(CHOOSE, CHOOSE))
    source = ItemSource(path="toy.jsonl", folder=str(tmp_path / "tasks"))
    assert load(tmp_path / "data", items=source).n == 1
    elsewhere = replace(source, folder=str(tmp_path / "none"))
    assert load(tmp_path / "data", items=elsewhere).n == 2


def test_examples_of_another_file(tmp_path: Path) -> None:
    write(tmp_path, "toy.jsonl", jsonl(CHOOSE))
    write(tmp_path, "train.jsonl", jsonl(*[CHOOSE] * 5))
    train = ItemSource(path="train.jsonl")
    found = load(tmp_path, "multiple_choice", "lm-eval", shots=2, shots_from=train)
    assert found.pool is not None
    assert (found.n, found.pool.n) == (1, 5)
    unread = load(tmp_path, "multiple_choice", "lm-eval", shots=0, shots_from=train)
    assert unread.pool is None
    (tmp_path / "train.jsonl").unlink()
    kind, message = refusal(tmp_path, "multiple_choice", "lm-eval", shots=2, shots_from=train)
    assert (kind, "`train.jsonl` is not in" in message.en) == ("items-missing", True)


def test_columns_of_ones_own(tmp_path: Path) -> None:
    row = {
        "q": {"stem": "Which?", "n": 7},
        "opts": {"text": ["x", "y", "z"], "label": ["A", "B", "C"]},
        "key": "C",
    }
    write(tmp_path, "toy.jsonl", jsonl(row))
    columns = Columns("Q{q.n}: {q.stem} {{}}", "opts.text", "key", labels="opts.label")
    for harness in ("llm-foundry", "lm-eval"):
        item = load(tmp_path, "multiple_choice", harness, columns=columns).items[0]
        assert (item.query, item.choices, item.gold) == ("Q7: Which? {}", ("x", "y", "z"), 2)
    listed = replace(columns, choices=("{opts.text.1}", "no {q.n}"), labels="opts.label")
    kind, message = refusal(tmp_path, columns=listed)
    assert (kind, '`key` is "C"' in message.en) == (
        "gold-outside",
        True,
    )  # three labels, two choices
    fixed = replace(columns, choices=("{opts.text.1}", "no {q.n}"), labels=("A", "C"))
    item = load(tmp_path, columns=fixed).items[0]
    assert (item.choices, item.gold) == (("y", "no 7"), 1)


@pytest.mark.parametrize(("gold", "place"), [("b", 1), ("1", 1), (0, 0)])
def test_lm_eval_takes_the_text_of_a_choice_or_a_number(tmp_path: Path, gold, place) -> None:
    write(tmp_path, "toy.jsonl", jsonl({**CHOOSE, "gold": gold}))
    assert load(tmp_path, "multiple_choice", "lm-eval").items[0].gold == place


def test_a_problem_of_a_package_is_one_of_the_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cardkit.errors import MissingExtra

    def nothing(*_: object) -> None:
        raise MissingExtra("pyarrow", "data")

    write(tmp_path, "toy.jsonl", jsonl(CHOOSE))
    monkeypatch.setattr(read, "_read_file", nothing)
    kind, message = refusal(tmp_path)
    assert (kind, "cardkit[data]" in message.en) == ("items-unavailable", True)
