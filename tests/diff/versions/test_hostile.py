"""Cards made to be slow or to break: an answer in seconds, and no traceback."""

import time

import pytest

from cardkit.api import loads
from cardkit.diff.versions.sections import pair_sections, parts_of
from tests.diff.versions.helpers import compare

N = 2000
ROWS = "".join(f"| m {i} x | {i}.25 | {i}.75 |\n" for i in range(N))
TABLE = "\n| Model | A | B |\n|---|---|---|\n"


def _sections(word):
    return "".join(f"## {word} {i}\n\n{word} says {i} things of {word} {i}.\n\n" for i in range(N))


def _list(word):
    return "# T\n\n" + "".join(f"- {word} item {i} has {i}.5 parts\n" for i in range(N))


HOSTILE = {
    "sections": (_sections("alpha"), _sections("beta")),
    "sections turned round": (_sections("alpha"), "".join(reversed(_sections("a").split("##")))),
    "list items": (_list("alpha"), _list("beta")),
    "one paragraph": ("# T\n\n" + "word 1.5 " * 50_000, "# T\n\n" + "word 2.5 " * 50_000),
    "numbers without end": ("# T\n\n" + "1" * 200_000, "# T\n\n" + "1," * 100_000),
    "a long table": ("# T\n" + TABLE + ROWS, "# T\n" + TABLE + ROWS.replace(".25", ".35")),
    "rows of one name": (
        "# T\n" + TABLE + "".join(f"| m | {i}.5 | x |\n" for i in range(N)),
        "# T\n" + TABLE + "".join(f"| m | {i}.6 | x |\n" for i in range(N)),
    ),
    "tables": (
        "# T\n" + (TABLE + "| a | 1.5 | 2.5 |\n\ntext\n") * 300,
        "# T\n" + (TABLE + "| b | 3.5 | 4.5 |\n\ntext\n") * 300,
    ),
    "links": (
        "# T\n\n" + "".join(f"[a](http://a.b/{i}) " for i in range(N)),
        "# T\n\n" + "".join(f"[a](http://a.c/{i}) " for i in range(N)),
    ),
    "code": (
        "# T\n" + "".join(f"```\nrun {i} a\n```\n\n" for i in range(N)),
        "# T\n" + "".join(f"```\nrun {i} b\n```\n\n" for i in range(N)),
    ),
    "tags": (
        "---\ntags: [" + ", ".join(f"a{i}" for i in range(N)) + "]\n---\n# T\n",
        "---\ntags: [" + ", ".join(f"b{i}" for i in range(N)) + "]\n---\n# T\n",
    ),
    "deep front matter": (
        "---\na: " + "[" * 12 + "1" + "]" * 12 + "\n---\n# T\n",
        "---\na: " + "[" * 12 + "2" + "]" * 12 + "\n---\n# T\n",
    ),
    "braces of BibTeX": (
        "# T\n\n```bibtex\n@misc{a, title={" + "{" * 5000 + "}\n```\n",
        "# T\n\n```bibtex\n@misc{a, title={" + "}" * 5000 + "}\n```\n",
    ),
    "bad addresses": ("# T\n\n[a](http://[::1)\n", "# T\n\n[a](http://]:x)\n"),
    "half characters": ("# T\n\n\ud800 a \udc00\n", "# T\n\n\ud801 b\n"),
    "nothing": ("", "# T\n"),
    "empty tables": ("# T\n\n| |\n|---|\n| |\n", "# T\n\n| | |\n|---|---|\n| | |\n"),
    "a table of one cell": ("# T\n\n| 1.5 |\n|---|\n| 2.5 |\n", "# T\n\n| 1.5 |\n|---|\n| 3.5 |\n"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_answer_in_seconds(name):
    a, b = HOSTILE[name]
    start = time.monotonic()
    forward, backward = compare(a, b), compare(b, a)
    assert time.monotonic() - start < 40  # for two, on a machine that others use as well
    assert len(forward.changes) == len(backward.changes)
    assert a == b or forward.changes or name == "empty tables"


def test_sections_are_paired_in_linear_time():
    text = "# T\n" + "".join(f"## Head {i}\n\nruns {i}\n\n" for i in range(16_000))
    parts = parts_of(loads(text, name="README.md").reading)
    start = time.process_time()
    assert len(pair_sections(parts, parts)) == 16_001
    assert time.process_time() - start < 5  # 0.1 s; with a list searched for each section 20 s
