"""Links of two cards: what counts as the same address, what is told."""

import pytest

from cardkit.diff.links import canonical_address, link_differences
from cardkit.diff.pair import CardPair
from tests.rules.helpers import reading


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://heron.example/docs/", "http://www.heron.example/docs#top"),
        ("https://heron.example/docs/en/guide", "https://heron.example/docs/zh/guide"),
        ("docs/guide_en.md", "docs/guide_zh.md"),
        ("https://x.example/a_EN.pdf", "https://x.example/a_CN.pdf"),
        ("https://huggingface.co/a/Heron-7B", "https://modelscope.cn/models/b/heron-7b"),
        ("https://arxiv.org/abs/2402.01001", "https://arxiv.org/pdf/2402.01001.pdf"),
        ("https://arxiv.org/abs/2402.01001", "https://arxiv.org/pdf/2402.01001v2"),
        ("https://x.example/a%20b", "https://x.example/a b"),
        ("https://x.example/?lang=en", "https://x.example/?lang=zh"),
    ],
)
def test_the_same_address(a, b):
    assert canonical_address(a) == canonical_address(b) is not None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://arxiv.org/abs/2402.01001", "https://arxiv.org/abs/2402.01002"),
        ("https://huggingface.co/a/Heron-7B", "https://huggingface.co/a/Heron-1B"),
        ("https://huggingface.co/datasets/a/x", "https://huggingface.co/a/x"),
        ("https://x.example/encode", "https://x.example/zhcode"),
    ],
)
def test_not_the_same_address(a, b):
    assert canonical_address(a) != canonical_address(b)


@pytest.mark.parametrize(
    "url",
    [
        "README_zh.md",
        "mailto:a@b.example",
        "#usage",
        "https://discord.gg/x",
        "https://x.example/许可协议.pdf",
        "https://[::1",
        "javascript:alert(1)",
        "",
    ],
)
def test_no_address_to_compare(url):
    assert canonical_address(url) is None


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("./docs/use.md", "https://github.com/heron/h7/blob/main/docs/use.md"),
        ("docs/en/use/", "https://gitee.com/heron/h7/tree/master/docs/zh/use"),
        ("LICENSE", "https://huggingface.co/heron/h7/resolve/main/LICENSE"),
    ],
)
def test_a_file_and_its_page_on_a_forge_are_one_address(path, page):
    assert differences(f"[x]({path})", f"[x]({page})") == []
    assert differences(f"[x]({page})", f"[x]({path})") == []
    assert differences(f"[x]({path})", f"[x]({page}x)") != []


def differences(en, zh):
    a = reading(f"# H-7B\n\nA language model for research. {en}\n")
    b = reading(f"# H-7B 模型介绍\n\n面向研究的语言模型。{zh}\n")
    return [(d.side, d.url, d.there_url) for d in link_differences(CardPair(a, b))]


def test_what_only_one_card_has():
    assert differences("[x](https://x.example/a)", "") == [("a", "https://x.example/a", "")]
    assert differences("", "[x](https://x.example/a)") == [("b", "https://x.example/a", "")]
    assert not differences("![x](https://x.example/a.png)", "")


def test_two_numbers_of_papers_are_one_slip():
    en, zh = "[p](https://arxiv.org/abs/2402.01001)", "[p](https://arxiv.org/abs/2402.10010)"
    assert differences(en, zh) == [
        ("a", "https://arxiv.org/abs/2402.01001", "https://arxiv.org/abs/2402.10010")
    ]


def test_links_to_models_count_only_where_both_cards_have_some():
    one = "[m](https://huggingface.co/a/H-7B)"
    assert not differences(one, "")
    assert differences(one, "[m](https://huggingface.co/a/H-1B)") == [
        ("a", "https://huggingface.co/a/H-7B", ""),
        ("b", "https://huggingface.co/a/H-1B", ""),
    ]
