"""`Card.verify`: the report of a card held against a model's files; no torch is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cardkit
from cardkit.errors import ClaimsContradicted, MissingExtra, NotACard, UnreadableFile, UsageError
from tests.cli.helpers import run
from tests.verify.spec.models import LLAMA, llama_shapes, write_model

ROOT = Path(__file__).parents[2]
CARD = "schema_version: 1\nkind: card\nname: M\ndetails: {{layers: {layers}, size: 7K}}\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    write_model(tmp_path / "org" / "m", LLAMA, llama_shapes())
    return tmp_path / "org" / "m"


def card(layers: int = 2) -> cardkit.Card:
    return cardkit.loads(CARD.format(layers=layers), name="m.card.yaml")


def test_a_card_that_tells_the_truth(model: Path) -> None:
    report = card().verify(model)
    assert isinstance(report, cardkit.VerifyReport)
    assert (report.ok, report.exit_code, report.contradicted) == (True, 0, ())
    assert [(c.claim.field, c.verdict) for c in report.claims] == [
        ("parameters", "consistent"),
        ("layers", "verified"),
    ]
    assert report.counts == {
        "verified": 1,
        "consistent": 1,
        "contradicted": 0,
        "inconclusive": 0,
    }
    assert (report.file, report.model) == ("m.card.yaml", str(model))
    assert "tied_embeddings" in {o.field for o in report.observations}
    report.raise_for_contradictions()


def test_a_contradiction_is_raised_when_asked_for(model: Path) -> None:
    report = card(layers=3).verify(model)
    assert (report.ok, report.exit_code) == (False, 1)
    with pytest.raises(ClaimsContradicted) as raised:
        report.raise_for_contradictions()
    assert isinstance(raised.value, cardkit.CardkitError)
    assert raised.value.exit_code == 1
    assert raised.value.message.en == (
        f"claims that {model} contradicts: 1; the first: m.card.yaml:4:19 details.layers: 3, not 2"
    )
    assert "第一项：m.card.yaml:4:19 details.layers：3，实际为 2" in raised.value.message.zh


def test_the_band(model: Path) -> None:
    assert card().verify(model, band="0.001").exit_code == 1
    for band in ("x", "-1", "NaN"):
        with pytest.raises(UsageError, match="band"):
            card().verify(model, band=band)


def test_what_could_not_be_checked_is_no_success(model: Path) -> None:
    (model / "model.safetensors").write_bytes(b"\xff" * 20)
    report = card().verify(model)
    assert (report.ok, report.exit_code) == (False, 4)
    assert [r.level for r in report.remarks] == ["error"]


def test_a_path_is_never_taken_for_an_id(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(model.parents[1])
    assert card().verify(Path("org/m")).ok
    assert [r.kind for r in card().verify("org/m").remarks] == ["path-before-id"]
    with pytest.raises(UsageError, match="does not exist"):
        card().verify(Path("org/absent"))
    with pytest.raises(UsageError, match="no revision"):
        card().verify(Path("org/m"), revision="main")


def test_what_is_no_card(model: Path, tmp_path: Path) -> None:
    with pytest.raises(NotACard):
        cardkit.loads("words").verify(model)
    with pytest.raises(UsageError, match="comparison"):
        cardkit.load(ROOT / "comparisons" / "7b.yaml").verify(model)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    with pytest.raises((UsageError, UnreadableFile)):
        card().verify(str(tmp_path / "gone"))


def test_the_command_says_the_same(model: Path, tmp_path: Path) -> None:
    file = tmp_path / "m.card.yaml"
    for layers in (2, 3):
        file.write_text(CARD.format(layers=layers))
        done = run("verify", file, "--model", model, "--spec-only")
        assert done.code == cardkit.load(file).verify(model).exit_code


def test_without_torch_loading_names_the_extra(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "torch")
    with pytest.raises(MissingExtra, match=r"cardkit\[verify\]"):
        card().verify("hf:o/m", load=True)  # before the hub is asked


def test_what_is_not_asked_for_is_not_imported(model: Path) -> None:
    code = (
        "import sys, cardkit; "
        f"cardkit.load('cards/dclm-7b.card.yaml').verify({str(model)!r}); "
        "print([m for m in sys.modules if m.startswith(('cardkit.verify.load', 'cardkit.cli', "
        "'torch', 'huggingface_hub', 'jinja2', 'click', 'numpy'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
