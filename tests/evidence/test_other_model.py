"""Evidence of one model beside the card of another: where no file says so, the name does."""

import json

import pytest

import cardkit
from cardkit.evidence.beside import evidence_beside
from cardkit.evidence.canonical import canonical
from cardkit.render import render
from cardkit.rules.beside import Terms
from cardkit.rules.engine import validate
from cardkit.rules.registry import RuleSettings
from tests.cli.helpers import run
from tests.evidence.helpers import COPA, HIDDEN, LAYERS, read

STALE = {LAYERS, HIDDEN, COPA, "/evaluations/wsc273/score"}
"""All that was verified; a README prints `winograd` by the name that the others give wsc273."""


@pytest.fixture(params=["en", "zh"])
def card(request, statement, folder):
    """Return a rendered card beside its evidence, and no file of the model."""
    held = evidence_beside(read(folder), statement.finished.date())
    name = {"en": "README.md", "zh": "README_zh.md"}[request.param]
    path = folder / "apart" / name
    path.parent.mkdir()
    path.write_text(render(read(folder).record, request.param, verification=held))
    (path.parent / "verification.json").write_bytes((folder / "verification.json").read_bytes())
    return path


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def found(path, statement):
    settings = RuleSettings(terms=Terms(statement.finished.date()))
    report = validate(cardkit.load(path).reading, select=["EVD"], settings=settings)
    return [(f.code, f.severity.label, f.message.en) for f in report.findings]


def stale(path, statement):
    report = evidence_beside(cardkit.load(path).reading, statement.finished.date())
    return {pointer for pointer, each in report.statuses.items() if each.status == "stale"}


@pytest.mark.parametrize("name", ["Llama-3-70B", "Tiny-chat", "Tiny-2"])
def test_the_card_of_another_model_is_not_verified_by_it(card, statement, name):
    assert [level for _, level, _ in found(card, statement)] == ["note"]
    edit(card, "Tiny", name)
    assert stale(card, statement) == STALE
    findings = found(card, statement)
    assert ("EVD102", "error") in {(code, level) for code, level, _ in findings}
    said = f"the evidence is about the card of Tiny, and this is the card of {name}"
    assert all(said in message for _, level, message in findings if level == "error")
    day = str(statement.finished.date())
    check = run("evidence", "check", card, "--today", day, "--output-format", "json")
    assert check.code == 1
    assert json.loads(check.out)["other_model"] == said
    rendered = run("render", card, "--evidence", card.parent / "verification.json", "--today", day)
    assert "✅" not in rendered.out
    assert "⌛" in rendered.out
    built = run(
        "build", card, "--evidence", card.parent / "verification.json", "--today", day,
        "--fail-on", "never", "-o", card.parent / "out",
    )  # fmt: skip
    assert built.code == 1
    assert not (card.parent / "out").exists()


def test_a_card_that_names_no_model_is_nobodys(card, statement):
    lines = card.read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith("# "))
    card.write_text("".join([*lines[:at], *lines[at + 1 :]]))
    assert stale(card, statement) == STALE
    assert "names no model" in found(card, statement)[0][2]


@pytest.mark.parametrize("name", ["tiny", "TINY", "org/Tiny", "**Tiny**"])
def test_another_way_to_write_it_is_the_same_name(card, statement, name):
    edit(card, "Tiny", name)
    assert stale(card, statement) == set()


def test_prose_changes_nothing(card, statement):
    before = found(card, statement)
    lines = card.read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith("# "))
    lines.insert(at + 1, "\nA typo mended; better than Llama-3-70B.\n")
    card.write_text("".join(lines))
    assert found(card, statement) == before


def test_where_the_files_are_the_same_another_name_is_a_warning(card, folder, statement):
    target = folder / card.name
    target.write_bytes(card.read_bytes())
    assert found(target, statement) == []
    edit(target, "Tiny", "Small")
    ((code, level, message),) = found(target, statement)
    assert (code, level) == ("EVD102", "warning")
    assert message.endswith("this is the card of Small; the model's files are the same")


def test_evidence_of_an_earlier_cardkit_names_no_model(card, statement):
    path = card.parent / "verification.json"
    value = json.loads(path.read_text())
    assert value["predicate"]["card"].pop("models") == ["Tiny"]
    path.write_bytes(canonical(value))
    edit(card, "Tiny", "Small")
    assert stale(card, statement) == set()


def test_titles_and_ids_on_hubs_are_names_too(statement, folder):
    from cardkit.evidence.identity import names_of

    text = (folder / "tiny.card.yaml").read_text()
    text = text.replace("name: Tiny\n", "name: Tiny\ntitle: {en: The Tiny, zh: 小模型}\n")
    text = text.replace("details: {", "details: {hub_ids: {huggingface: org/tiny-hf}, ")
    reading = cardkit.loads(text, name="t.card.yaml").reading
    assert names_of(reading.record) == ("Tiny", "The Tiny", "小模型", "org/tiny-hf")
    assert COPA in STALE
