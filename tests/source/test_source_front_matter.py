"""Where the metadata block lies, and what is done with blocks that are none."""

from __future__ import annotations

import pytest
from source_laws import best_time

from cardkit.source.document import loads
from cardkit.source.yaml_nodes import to_data


def kinds(document):
    return [issue.kind for issue in document.issues]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("lead", ["", "\ufeff", "\n\n", "  ", "\ufeff \n\u3000"])
def test_the_hubs_form(end, lead):
    text = f"{lead}---{end}license: mit{end}tags: [a]{end}---  {end}# Body{end}"
    document = loads(text)
    block = document.front_matter
    assert to_data(block.root) == {"license": "mit", "tags": ["a"]}
    assert document.source.slice(block.span) == f"---{end}license: mit{end}tags: [a]{end}---"
    assert document.source.slice(block.yaml_span) == f"license: mit{end}tags: [a]{end}"
    assert not block.after_heading
    assert document.source.slice(document.body.span) == f"# Body{end}"
    assert document.body.sections[0].heading.title.text == "Body"


@pytest.mark.parametrize("text", ["---\n---\n", "---\n\n---", "---\n# no keys\n---\nText"])
def test_an_empty_block_is_a_mapping_without_entries(text):
    block = loads(text).front_matter
    assert block.root.entries == []


def test_a_block_at_the_very_end():
    document = loads("---\na: 1\n---")
    assert to_data(document.front_matter.root) == {"a": 1}
    assert document.body.sections == ()
    assert document.body.span == (12, 12)


def test_the_first_closing_line_counts():
    document = loads("---\na: --- b\nc: '---'\nd: |\n  ---\n---\n---\n")
    assert list(document.front_matter.root.keys()) == ["a", "c", "d"]


@pytest.mark.parametrize(
    "text", ["Text\n---\na: 1\n---\n", "--\na: 1\n--\n", "----\na: 1\n----\n", ""]
)
def test_no_front_matter(text):
    assert loads(text).front_matter is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nlicense: mit\n\n# Title\n", ["front-matter-open"]),
        ("---\n\nlicense: mit\n", ["front-matter-open"]),
        ("---\n'quoted key': mit\n", ["front-matter-open"]),
        ("---\ntags:\n- a\n", ["front-matter-open"]),
        ("---\n\nA thematic break at the top.\n", []),
        ("---\n# Title\n", []),
        ("---\nhttp://x.y\n", []),
        ("---", []),
        ("---\nlicense: mit\n --- \n", ["front-matter-open"]),
    ],
)
def test_an_unclosed_block_is_reported_only_when_keys_follow(text, expected):
    document = loads(text)
    assert document.front_matter is None
    assert kinds(document) == expected
    for issue in document.issues:
        assert document.source.slice(issue.span) == "---"


@pytest.mark.parametrize(("inner", "kind"), [("- a\n- b\n", "sequence"), ("just text\n", "scalar")])
def test_a_block_that_is_no_mapping(inner, kind):
    document = loads(f"---\n{inner}---\nText\n")
    assert document.front_matter.root is None
    assert [(i.kind, i.args) for i in document.issues] == [
        ("front-matter-not-mapping", {"kind": kind})
    ]
    assert document.source.slice(document.issues[0].span) == inner.strip()
    assert document.body.sections[0].blocks[0].content.text == "Text"


def test_a_broken_block_stays_text_and_the_body_is_read():
    document = loads("---\na: [1\n---\n# Title\n")
    assert document.front_matter.root is None
    assert kinds(document) == ["yaml-syntax"]
    assert document.body.sections[0].heading.title.text == "Title"


def test_the_cap_counts_bytes():
    text = "---\na: 中中中中\n---\nText\n"
    assert kinds(loads(text, max_front_matter=16)) == []
    document = loads(text, max_front_matter=15)
    assert document.front_matter.root is None
    assert [(i.kind, i.args) for i in document.issues] == [
        ("front-matter-too-large", {"size": 16, "limit": 15})
    ]
    assert document.edit([]).issues == document.issues


MINDSPORE = """# squeezenet

---

model-name: squeezenet

evaluation: top1acc58.75 | top5acc80.76

repo-link: <https://github.com/x/y>

asset:

-
    file-format: ckpt
    asset-link: <https://x.y/z.ckpt>

---

## Introduction

Text.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_mindspore_hubs_form(end):
    document = loads(MINDSPORE.replace("\n", end))
    block = document.front_matter
    assert block.after_heading
    assert to_data(block.root) == {
        "model-name": "squeezenet",
        "evaluation": "top1acc58.75 | top5acc80.76",
        "repo-link": "<https://github.com/x/y>",
        "asset": [{"file-format": "ckpt", "asset-link": "<https://x.y/z.ckpt>"}],
    }
    first, second = document.body.sections
    assert (first.heading.title.text, first.blocks) == ("squeezenet", ())
    assert second.heading.title.text == "Introduction"
    assert document.source.slice(second.heading.span) == "## Introduction"
    assert second.parent == 0


def test_the_mindspore_form_is_reported_when_broken():
    document = loads("# T\n\n---\n\nmodel-name: a: b\n\nlicense: x\n\n---\n")
    assert document.front_matter.after_heading
    assert kinds(document) == ["yaml-syntax"]


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\n---\n\nSome prose here.\n\n---\n\n## More\n",
        "# Title\n\n---\n\nnote: this is prose\n\n---\n",
        "# Title\n\n---\n\nnote: prose\n\nwarning: prose\n\nAnd more prose.\n\n---\n",
        "# Title\n\n---\n\nNote: prose\n\nWarning: prose\n\n---\n",
        "# Title\n\n---\n\nlicense: mit\n\nauthor: me\n",
        "# Title\n\n---\n\nlicense: mit\n\n## Head\n\nauthor: me\n\n---\n",
        "# Title\n\nText\n\n---\n\nlicense: mit\n\nauthor: me\n\n---\n",
        "#hashtag\n\n---\nlicense: mit\nauthor: me\n---\n",
    ],
)
def test_a_heading_and_two_thematic_breaks_are_no_metadata(text):
    document = loads(text)
    assert document.front_matter is None
    assert document.issues == ()


@pytest.mark.parametrize(
    "text",
    [
        "---" + "\n" * 200_000,
        "---" + " \n" * 100_000,
        "---\n" + "--- x\n" * 40_000,
        "-" * 200_000,
        "---\n" + "-" * 500_000,
        " " * 200_000 + "---",
        "# T\n---\n" + "a:\n" * 70_000,
    ],
)
def test_hostile_fences_take_no_time(text):
    assert loads(text).front_matter is None
    assert best_time(lambda: loads(text)) < 0.05
