"""A README that people wrote is not replaced unasked; one that cardkit wrote is, at any time."""

from __future__ import annotations

import shutil

import pytest

from cardkit.dialects.profile import writable
from cardkit.evidence.statement import NAME
from cardkit.render.files import FILE_NAMES
from tests.building.conftest import honest, place  # noqa: F401 - fixtures
from tests.cli.helpers import run

VERBS = ("render", "build")
BY_HAND = """# Model Card for Tiny

## Model Details

Trained by hand, line by line.

* Layers: 2
"""


@pytest.fixture(params=VERBS)
def written(request, place):  # noqa: F811
    """Return what writes the card of a folder into it: `render`, and `build`."""

    def write(*words, out=place, **settings):
        more = ("--model", place) if request.param == "build" else ()
        return run(request.param, place / "tiny.card.yaml", "-o", out, *more, *words, **settings)

    return write


def texts(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "text", ["# my own\n", BY_HAND, "just words\n", "---\nlicense: mit\n---\n"]
)
@pytest.mark.parametrize("name", FILE_NAMES.values())
def test_what_people_wrote_is_kept(written, place, text, name, language):  # noqa: F811
    (place / name).write_text(text)
    before = texts(place)
    done = written(language=language)
    assert done.code == 2
    assert str(place / name) in done.err
    assert "--force" in done.err
    assert {"en": "would be lost", "zh": "会丢失其中手写的内容"}[language] in done.err
    assert "1/3" not in done.err  # and nothing was measured
    assert texts(place) == before


def test_force_replaces_it(written, place):  # noqa: F811
    (place / "README.md").write_text("# my own\n")
    assert written("--force").code == 0
    assert "Model Card for Tiny" in (place / "README.md").read_text()


def test_check_shows_it_and_needs_no_force(written, place):  # noqa: F811
    assert written().code == 0
    (place / "README.md").write_text("# my own\n")
    done = run("render", place / "tiny.card.yaml", "-o", place, "--check")
    assert done.code == 1
    assert "-# my own" in done.out


def test_a_card_is_written_anew_after_each_change(written, place):  # noqa: F811
    record = place / "tiny.card.yaml"
    assert written().code == 0
    assert written().code == 0
    record.write_text(record.read_text() + 'summary: {en: "Small.", zh: "小模型。"}\n')
    assert written().code == 0
    assert "Small." in (place / "README.md").read_text()
    record.write_text(record.read_text().replace("Small.", "Very small [indeed](https://x.org)."))
    assert written().code == 0
    record.write_text(record.read_text().replace("layers: 2, ", ""))
    done = written()
    assert done.code == 0, done.err
    assert "| Layers" not in (place / "README.md").read_text()


def test_with_marks_and_without(place):  # noqa: F811
    card = place / "tiny.card.yaml"
    evidence = ("--evidence", place / NAME, "-o", place / "out")
    assert run("build", card, *evidence).code == 0
    assert "detects" in (place / "out" / "README.md").read_text()
    for _ in range(2):
        assert run("render", card, "-o", place / "out").code == 0
        assert "detects" not in (place / "out" / "README.md").read_text()
        done = run("render", card, "--model", place, *evidence)
        assert done.code == 0, done.err
        assert run("build", card, "--model", place, "-o", place / "out").code == 0


@pytest.mark.parametrize("card", ["dclm-7b", "smollm2-135m-instruct"])
def test_the_shipped_cards_for_every_hub_in_turn(card, tmp_path):
    for dialect in (*writable(), writable()[0]):
        done = run("render", card, "--dialect", dialect, "-o", tmp_path)
        assert done.code == 0, (dialect, done.err)


def test_words_added_to_a_card_of_ours_in_another_form(written, place):  # noqa: F811
    """What stands there in the very form of cardkit cannot be told from its own (docs/build.md)."""
    assert written().code == 0
    readme = place / "README.md"
    readme.write_text(
        readme.read_text().replace("## Evaluation", "Evaluation\n----------\n\n## NB")
    )
    assert written().code == 2


def test_an_empty_file_holds_nothing_to_lose(written, place):  # noqa: F811
    (place / "README.md").write_text("\n")
    assert written().code == 0


def test_the_card_of_another_model_is_not_replaced(written, place):  # noqa: F811
    assert written().code == 0
    record = place / "tiny.card.yaml"
    record.write_text(record.read_text().replace("name: Tiny", "name: Other"))
    before = texts(place)
    assert written().code == 2
    assert texts(place) == before


def test_a_file_that_is_no_text(written, place):  # noqa: F811
    (place / "README.md").write_bytes(b"\xff\xfe\x00# my own\n" * 9)
    assert written().code == 2


def test_what_lies_elsewhere_is_no_matter(written, place, tmp_path):  # noqa: F811
    (place / "README.md").write_text("# my own\n")
    assert written(out=tmp_path / "out").code == 0
    shutil.rmtree(tmp_path / "out")
