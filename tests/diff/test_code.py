"""Code of two cards: tokens, blocks that belong together, differences that count."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.diff.code.blocks import code_of, pair_blocks
from cardkit.diff.code.differences import code_differences
from cardkit.diff.code.tokens import tokens
from cardkit.diff.pair import CardPair
from cardkit.source.span import Span
from tests.rules.helpers import reading


def card(*blocks, fence="python"):
    return reading("# H\n\n" + "\n".join(f"```{fence}\n{b}\n```\n" for b in blocks))


def differences(a, b, fence="python"):
    pair = CardPair(card(a, fence=fence), card(b, fence=fence))
    return [(d.kind, d.side, d.here_text, d.there_text) for d in code_differences(pair)]


BASE = 'import m\nx = m.load("a/b", device="cpu")\nprint(x.run(text, steps=3, seed=1))'


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("seed=1", "seed=2", ("other", "a", "1", "2")),
        ("print", "pritn", ("other", "a", "print", "pritn")),
        ('"cpu"', '"npu:0"', ("other", "a", '"cpu"', '"npu:0"')),
        (", seed=1", "", ("only", "a", "seed=1", "")),
        ("steps=3", "steps=3, top_p=0.9", ("only", "b", "top_p=0.9", "")),
        ("import m", "import m  # 加载", None),
        ('"a/b"', '"other/B"', None),
        ("(text,", "(\n    text,", None),
        ('"cpu"', "'cpu'", None),
    ],
)
def test_one_change(before, after, told):
    found = differences(BASE, BASE.replace(before, after))
    assert found == ([told] if told else [])


def test_a_line_that_one_side_has_alone_is_told_from_its_begin():
    found = differences("from a import b\nb(1)", "from c import d\nfrom a import b\nb(1)")
    assert found == [("only", "b", "from c import d", "")]


def test_two_words_that_one_side_has_alone_are_no_other_name():
    found = differences("pip install a", "pip install a -i mirror", fence="shell")
    assert found == [("only", "b", "-i mirror", "")]


def test_openmind_runs_on_a_device_of_its_own():
    code = 'from transformers import M\nm = M.load(device_map="auto", n=1)'
    there = code.replace("transformers", "openmind").replace("auto", "npu:0")
    assert differences(code, there) == []
    assert differences(code, there.replace("n=1", "n=2")) == [("other", "a", "1", "2")]


def test_a_hash_in_a_string_is_no_comment():
    text = "x = '#1'  # two\ny = 3"
    found = tokens(text, Span(0, len(text)), python=True)
    assert [t.text for t in found] == ["x", "=", "#1", "y", "=", "3"]


def test_a_docstring_is_a_comment_and_a_triple_quoted_value_is_none():
    text = '"""Doc."""\nx = """a\nb"""\n"""open'
    shown = [t.text for t in tokens(text, Span(0, len(text)), python=True)]
    assert shown[:3] == ["x", "=", "a\nb"]


@given(st.text(max_size=80), st.booleans())
def test_tokens_lie_where_they_say_and_in_order(text, python):
    at = 0
    for token in tokens(text, Span(0, len(text)), python=python):
        assert at <= token.span.start < token.span.end <= len(text)
        assert token.text in text
        at = token.span.end


def test_messages_in_two_languages_are_no_difference():
    assert not differences('print("Hello my good friend")', 'print("你好，我的朋友")')
    assert not differences('f(x)\nprint("a b c d")', "f(x)\nprint()")


def test_what_has_no_code_in_it_is_not_compared():
    talk = ("User: how are you today, my friend?", "用户：你今天好吗，我的朋友？1 2 3")
    a, b = (card(t, fence="") for t in talk)
    assert not code_of(a)
    assert not code_differences(CardPair(a, b))


def test_blocks_pair_in_order_and_those_of_one_card_stay_alone():
    one, two, three = ("import a\na.f(1)", "pip install z==1", "import b\nb.g(2, 3)")
    a = code_of(reading(f"```py\n{one}\n```\n\n```sh\n{two}\n```\n\n```py\n{three}\n```\n"))
    b = code_of(reading(f"```py\n{one}\n```\n\n```py\n{three}\n```\n"))
    assert [(x.block.code.strip(), y.block.code.strip()) for x, y in pair_blocks(a, b)] == [
        (one, one),
        (three, three),
    ]


def test_a_name_that_is_another_throughout_is_none():
    a = "import m\nreply = m.f(1)\nprint(reply)\nsave(reply, 'x.txt')"
    assert not differences(a, a.replace("reply", "answer"))
    assert len(differences(a, a.replace("print(reply)", "print(answer)"))) == 1


def test_a_slip_that_comes_twice_is_told_once():
    a = "import m\nf(top=0.9, x=1)\ng(2)\nh(3)\nf(top=0.9, x=2)"
    assert len(differences(a, a.replace("0.9", "0.5"))) == 1


def test_a_slash_behind_a_folder_is_none():
    assert not differences("cd docs/api\nls x", "cd docs/api/\nls x", fence="bash")


@pytest.mark.parametrize("of", ["a ", "a,b ", '"', "((", "'''", "# ", "x=1\n"])
def test_code_without_end_takes_no_time(of):
    block = of * (19_000 // len(of))
    a, b = card(*[block + "1"] * 6), card(*["2" + block] * 6)
    start = time.perf_counter()
    code_differences(CardPair(a, b))
    assert time.perf_counter() - start < 30  # seconds; a wrong power of the length takes hours
