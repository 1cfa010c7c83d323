"""Bold in one language only, and whether it marks the best."""

from cardkit.diff.tables.bold import bold_differences
from tests.diff.tables.helpers import pair_of, swapped, table

EN = table(
    "Model MMLU GSM8K WER",
    "Elm-7B **63.7** **40.1** 7.2",
    "Oak-7B 57.0 29.1 **5.1**",
    "Fir-7B 60.2 37.8 6.6",
)
ZH = EN.replace("Model", "模型").replace("WER", "词错误率")


def marks(pair):
    return [(b.side, b.row.en, b.text, b.best) for b in bold_differences(pair)]


def test_marks_that_agree():
    assert not marks(pair_of(EN, ZH))


def test_the_best_is_marked_in_one_card():
    pair = pair_of(EN, ZH.replace("**63.7**", "63.7"))
    assert marks(pair) == [("a", "Elm-7B", "63.7", True)]
    assert marks(swapped(pair)) == [("b", "Elm-7B", "63.7", True)]


def test_another_than_the_best_is_marked_in_one_card():
    assert marks(pair_of(EN, ZH.replace("57.0", "**57.0**"))) == [("b", "Oak-7B", "57.0", False)]


def test_of_an_error_rate_the_lowest_is_best():
    assert marks(pair_of(EN, ZH.replace("**5.1**", "5.1"))) == [("a", "Oak-7B", "5.1", True)]


def test_html_bold_is_bold():
    assert not marks(pair_of(EN, ZH.replace("**63.7**", "<b>63.7</b>")))


def test_each_group_has_its_own_best():
    closed = ["closed", "Big-X **86.4** **92.0**", "Big-Y 80.1 90.2"]
    english = table("Model MMLU GSM8K", "open", "Elm-7B **63.7** 40.1", "Oak-7B 57.0 29.1", *closed)
    chinese = table("模型 MMLU GSM8K", "open", "Elm-7B 63.7 40.1", "Oak-7B 57.0 29.1", *closed)
    assert marks(pair_of(english, chinese)) == [("a", "Elm-7B", "63.7", True)]


def test_across_where_tasks_are_rows():
    english = table("Task Elm-7B Oak-7B", "MMLU **63.7** 57.0", "GSM8K 29.1 **40.1**")
    chinese = table("任务 Elm-7B Oak-7B", "MMLU 63.7 **57.0**", "GSM8K 29.1 **40.1**")
    assert marks(pair_of(english, chinese)) == [
        ("a", "MMLU", "63.7", True),
        ("b", "MMLU", "57.0", False),
    ]


def test_nobody_knows_which_way_an_unknown_measure_goes():
    english = table("Model Flumen", "Elm-7B **63.7**", "Oak-7B 57.0")
    chinese = table("模型 Flumen", "Elm-7B 63.7", "Oak-7B 57.0")
    assert marks(pair_of(english, chinese)) == [("a", "Elm-7B", "63.7", None)]


def test_a_card_without_any_bold_is_told_once():
    (found,) = bold_differences(pair_of(EN, ZH.replace("**", "")))
    assert (found.side, found.count, found.none_there) == ("a", 3, True)


def test_many_marks_are_told_once():
    rows = [f"M-{i}B {i}1.7 {i}2.9" for i in range(1, 8)]
    bold = [row.rpartition(" ")[0] + f" **{row.rpartition(' ')[2]}**" for row in rows]
    english = table("Model MMLU GSM8K", *bold, "Elm-8B **81.2** 82.3")
    chinese = table("模型 MMLU GSM8K", *rows, "Elm-8B **81.2** 82.3")
    (found,) = bold_differences(pair_of(english, chinese))
    assert (found.side, found.count, found.none_there) == ("a", 7, False)
