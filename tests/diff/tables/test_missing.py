"""What one card's tables hold and the other's lack."""

from cardkit.bind import grid
from cardkit.diff.tables import agreement
from cardkit.diff.tables.agreement import MAX_TABLES, table_agreement
from cardkit.diff.tables.missing import missing
from tests.diff.tables.helpers import pair_of, swapped, table

ROWS = ["Elm-7B 63.7 40.1", "Oak-7B 57.0 29.1", "Fir-13B 66.4 37.8"]
EN = table("Model MMLU GSM8K", *ROWS)
ZH = EN.replace("Model", "模型")
OTHER = table("Precision Memory", "bf16 14.0", "int8 8.2", "int4 5.1")


def gaps(pair):
    return [(m.axis, m.side, [name.en for name in m.names]) for m in missing(pair)]


def test_nothing_is_missing():
    assert not gaps(pair_of(EN, ZH))


def test_rows_and_where_they_would_belong():
    pair = pair_of(EN, table("模型 MMLU GSM8K", ROWS[0], ROWS[2]))
    (found,) = missing(pair)
    assert (found.axis, found.side, found.names[0].zh) == ("row", "a", "Oak-7B")
    assert pair.a.document.source.slice(found.span) == "Oak-7B"
    assert pair.b.document.source.slice(found.there) == "Elm-7B"
    assert gaps(swapped(pair)) == [("row", "b", ["Oak-7B"])]


def test_several_rows_are_told_at_once():
    rows = [*ROWS, "Yew-1B 31.5 8.4", "Ash-3B 44.6 15.2"]
    assert gaps(pair_of(ZH, table("模型 MMLU GSM8K", *rows))) == [
        ("row", "b", ["Yew-1B", "Ash-3B"])
    ]


def test_a_column():
    chinese = table("模型 MMLU", *(row.rsplit(" ", 1)[0] for row in ROWS))
    assert gaps(pair_of(EN, chinese)) == [("column", "a", ["GSM8K"])]


def test_a_row_that_is_a_column_across():
    chinese = table("任务 Elm-7B Fir-13B", "MMLU 63.7 66.4", "GSM8K 40.1 37.8")
    assert gaps(pair_of(EN, chinese)) == [("row", "a", ["Oak-7B"])]


def test_rows_paired_by_place_only_are_missing_on_both_sides():
    english = table("Model MMLU GSM8K", *ROWS, "Elm-7B-Chat 65.0 41.2")
    chinese = table("模型 MMLU GSM8K", *ROWS, "Elm-7B-Instruct 61.9 35.5")
    assert gaps(pair_of(english, chinese)) == [
        ("row", "a", ["Elm-7B-Chat"]),
        ("row", "b", ["Elm-7B-Instruct"]),
    ]


def test_a_row_whose_translation_may_be_there_is_not_claimed():
    english = table("Item MMLU GSM8K", *ROWS, "Human 89.8 95.0", "Random 25.0 0.0")
    chinese = table("项目 MMLU GSM8K", *ROWS, "人类专家 92.3 97.0")
    assert not gaps(pair_of(english, chinese))


def test_rows_of_words_do_not_count():
    english = EN + "\n| Link | here | there |\n"
    assert not gaps(pair_of(english, ZH))


def test_a_table_of_values():
    assert gaps(pair_of(EN + "\n\n" + OTHER, ZH)) == [("table", "a", ["bf16", "int8", "int4"])]
    assert gaps(pair_of(EN, ZH + "\n\n" + OTHER)) == [("table", "b", ["bf16", "int8", "int4"])]


def test_a_table_that_the_other_card_tells_as_a_list_is_not_missing():
    as_list = "- bf16：14.0 GB\n- int8：8.2 GB\n- int4：5.1 GB"
    assert not gaps(pair_of(EN + "\n\n" + OTHER, ZH + "\n\n" + as_list))


def test_a_table_that_the_other_card_prints_as_two_is_not_missing():
    parts = [table("模型 MMLU GSM8K", *ROWS[:1]), table("模型 MMLU GSM8K", *ROWS[1:])]
    assert not gaps(pair_of(EN, "\n\n".join(parts)))


def test_a_table_of_links_is_not_missing():
    links = table("Model Link", "Elm-7B here", "Oak-7B there", "Fir-13B here")
    assert not gaps(pair_of(EN + "\n\n" + links, ZH))


def test_values_of_a_row():
    chinese = ZH.replace("57.0 | 29.1", "- | N/A")
    pair = pair_of(EN, chinese)
    (found,) = missing(pair)
    assert (found.axis, found.side, found.row.en) == ("value", "a", "Oak-7B")
    assert [name.en for name in found.names] == ["MMLU", "GSM8K"]
    assert pair.b.document.source.slice(found.there) == "-"


def test_a_spread_left_out():
    (found,) = missing(pair_of(EN.replace("57.0", "57.0 ± 0.4"), ZH))
    assert (found.axis, found.spread, found.row.en) == ("value", True, "Oak-7B")


def test_a_gap_on_both_sides_however_it_is_printed():
    assert not gaps(pair_of(EN.replace("57.0", "-"), ZH.replace("57.0", "OOM")))


def test_tables_behind_the_hundredth_are_counted_and_not_compared():
    tables = "\n\n".join([ZH] * (MAX_TABLES + 3))
    (over,) = table_agreement(pair_of(EN, tables)).oversized
    assert (over.side, over.tables) == ("b", 3)


def test_a_table_beyond_all_measure_is_named(monkeypatch):
    for room in (grid, agreement):
        monkeypatch.setattr(room, "MAX_CELLS", 30)
    large = table("模型 A B C", *(f"M{i} {i}.5 7 8" for i in range(10)))
    found = table_agreement(pair_of(EN, ZH + "\n\n" + large))
    (over,) = found.oversized
    assert (over.side, over.tables) == ("b", 0)
    assert len(found.pairs) == 1


def test_rows_of_one_number_whose_labels_are_translated():
    shares = ["39.8%", "3.6%", "3.0%", "30.4%", "5.5%"]
    english = ["Web_pages", "Books", "Papers", "Chinese_pages", "Social_media"]
    chinese = ["网页", "书籍", "学术论文", "中文网页", "社交媒体"]
    en = table("Part Share", *(f"{a} {b}" for a, b in zip(english, shares, strict=True)))
    zh = [f"{a} {b}" for a, b in zip(chinese, shares, strict=True)]
    assert not gaps(pair_of(en, table("数据 占比", *zh)))
    assert gaps(pair_of(en, table("数据 占比", *zh[:2], *zh[3:]))) == [("row", "a", ["Papers"])]
