"""Tables are paired by what they say; rows and columns by key, then by numbers, then by words."""

import pytest

from cardkit.diff.tables.alignment import align
from cardkit.diff.tables.pairing import pair_tables
from cardkit.diff.tables.sheet import sheet_of
from cardkit.source.blocks import Table, walk
from cardkit.source.document import loads

SCORES = """
| Model | Params | MMLU | GSM8K |
|---|---|---|---|
| Fir-7B | 7B | 45.3 | 11.2 |
| Oak-13B | 13B | 55.1 | 29.6 |
| Elm-70B | 70B | 69.7 | 57.4 |
"""
MEMORY = """
| Precision | Fir-7B | Oak-13B |
|---|---|---|
| bf16 | 14.0 | 25.9 |
| int4 | 5.1 | 8.6 |
"""


def sheets(text):
    blocks = (block for section in loads(text).body.sections for block in walk(section.blocks))
    return [s for b in blocks if isinstance(b, Table) and (s := sheet_of(b)) is not None]


def aligned(a, b, **options):
    return align(sheets(a)[0], sheets(b)[0], **options)


def names(alignment):
    return [
        (alignment.a.rows[i].label.text, alignment.b.rows[j].label.text) for i, j in alignment.rows
    ]


def test_tables_find_each_other_in_another_order():
    pairing = pair_tables(sheets(SCORES + MEMORY), sheets(MEMORY + SCORES))
    assert [(p.a, p.b, p.score) for p in pairing.pairs] == [(0, 1, 1.0), (1, 0, 1.0)]


def test_a_table_without_partner_stays_alone():
    pairing = pair_tables(sheets(SCORES), sheets(MEMORY))
    assert (pairing.pairs, pairing.only_a, pairing.only_b) == ((), (0,), (0,))


def test_a_table_keeps_its_partner_when_every_score_changes():
    other = SCORES.replace("45.3", "46.0").replace("55.1", "56.2").replace("69.7", "70.8")
    other = other.replace("11.2", "12.3").replace("29.6", "30.1").replace("57.4", "58.9")
    assert len(pair_tables(sheets(SCORES), sheets(other)).pairs) == 1


def test_copies_pair_in_order():
    pairing = pair_tables(sheets(SCORES * 3), sheets(SCORES * 3))
    assert [(p.a, p.b) for p in pairing.pairs] == [(0, 0), (1, 1), (2, 2)]


def test_rows_pair_by_name_whatever_their_order():
    lines = SCORES.strip().splitlines()
    shuffled = "\n" + "\n".join([*lines[:2], lines[4], lines[2], lines[3]]) + "\n"
    found = aligned(SCORES, shuffled)
    assert found.rows == ((0, 1), (1, 2), (2, 0))
    assert not found.rows_a


def test_rows_of_another_name_pair_by_their_numbers():
    chinese = (
        SCORES.replace("Fir-7B", "冷杉").replace("| Model", "| 模型").replace("Params", "参数")
    )
    found = aligned(SCORES, chinese)
    assert ("Fir-7B", "冷杉") in names(found)
    assert len(found.columns) == 3


def test_two_sizes_of_one_model_are_two_rows():
    found = aligned(SCORES, SCORES.replace("Fir-7B | 7B | 45.3 | 11.2", "Fir-13B | 13B | 1 | 2"))
    assert [found.a.rows[i].label.text for i in found.rows_a] == ["Fir-7B"]
    assert [found.b.rows[i].label.text for i in found.rows_b] == ["Fir-13B"]


def test_a_table_may_be_turned():
    turned = """
| | Fir-7B | Oak-13B | Elm-70B |
|---|---|---|---|
| Params | 7B | 13B | 70B |
| MMLU | 45.3 | 55.1 | 69.7 |
| GSM8K | 11.2 | 29.6 | 57.4 |
"""
    found = aligned(SCORES, turned)
    assert found.b.turned
    assert (len(found.rows), len(found.columns)) == (3, 3)


def test_rows_that_continue_a_model_belong_to_it():
    first = """
| Model | 2048 | 4096 |
|---|---|---|
| Fir-7B | 3.78 | 39.35 |
| + ntk | 3.78 | 3.59 |
| + ntk + logn | 3.78 | 3.58 |
| Fir-14B | 3.46 | 22.79 |
| + ntk | 3.46 | 3.29 |
"""
    second = first.replace("| + ntk + logn | 3.78 | 3.58 |\n", "")
    found = aligned(first, second, by_place=True)
    assert [found.a.rows[i].label.text for i in found.rows_a] == ["+ ntk + logn"]
    assert found.rows == ((0, 0), (1, 1), (3, 2), (4, 3))


def test_groups_tell_rows_of_one_name_apart():
    def table(first, second):
        return (
            f"\n| Model | A | B |\n|---|---|---|\n| {first} | | |\n| Fir | 1.5 | 2.5 |\n"
            f"| {second} | | |\n| Fir | 8.5 | 9.5 |\n"
        )

    found = aligned(table("Base", "Chat"), table("Chat", "Base"))
    assert found.rows == ((0, 1), (1, 0))


def test_labels_left_in_one_gap_pair_by_place_only_when_asked():
    chinese = MEMORY.replace("Precision", "精度").replace("int4", "四比特").replace("8.6", "9.1")
    assert aligned(MEMORY, chinese).rows_a == (1,)
    assert aligned(MEMORY, chinese, by_place=True).rows == ((0, 0), (1, 1))


@pytest.mark.parametrize(
    ("text", "ragged"), [(SCORES, False), (SCORES.replace("| 57.4 |", "|"), True)]
)
def test_ragged_rows_are_seen(text, ragged):
    assert sheets(text)[0].ragged is ragged


def test_ragged_rows_are_read_as_far_as_they_go():
    sheet = sheets(SCORES.replace("| 57.4 |", "|"))[0]
    assert sheet.value(2, 2).kind == "gap"


def test_rows_of_one_name_take_the_next_column_of_text():
    table = """
| Model | Precision | Memory |
|---|---|---|
| Fir-7B | bf16 | 14.0 |
| Fir-7B | int4 | 5.1 |
"""
    assert [row.label.text for row in sheets(table)[0].rows] == ["Fir-7B · bf16", "Fir-7B · int4"]


def test_rows_of_one_name_pair_by_what_they_say():
    talk = "\n| Role | Answer |\n|---|---|\n| Bot | one |\n| Bot | two |\n| User | three |\n"
    other = "\n| Role | Answer |\n|---|---|\n| User | three |\n| Bot | two |\n| Bot | one |\n"
    assert aligned(talk, other).rows == ((0, 2), (1, 1), (2, 0))


def test_as_many_columns_name_a_row_on_both_sides():
    old = """
| Arch | Base | Model | Score |
|---|---|---|---|
| CoSENT | macbert | text2vec | 51.61 |
| CoSENT | macbert | paraphrase | 59.01 |
| SBERT | roberta | minilm | 34.76 |
"""
    new = old.replace("| CoSENT | macbert | paraphrase | 59.01 |\n", "")
    found = aligned(old, new)
    assert found.rows == ((0, 0), (2, 1))
    assert (found.rows_a, found.columns_a, found.columns_b) == ((1,), (), ())


def test_html_and_pipe_tables_are_one():
    html = (
        "\n<table><tr><th>Precision</th><th>Fir-7B</th><th>Oak-13B</th></tr>"
        "<tr><td>bf16</td><td>14.0</td><td>25.9</td></tr>"
        "<tr><td>int4</td><td>5.1</td><td>8.6</td></tr></table>\n"
    )
    assert pair_tables(sheets(MEMORY), sheets(html)).pairs[0].score == 1.0
    assert not aligned(MEMORY, html).rows_a


def test_a_large_table_is_aligned_in_time():
    rows = "".join(f"| name {i} x | {i}.5 | {i}.25 |\n" for i in range(3000))
    head = "\n| Name | A | B |\n|---|---|---|\n"
    found = aligned(head + rows, head + rows)
    assert len(found.rows) == 3000
