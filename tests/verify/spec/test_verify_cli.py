"""`cardkit verify --spec-only`: its screen, its JSON, its exit codes; DCLM-7B at full size."""

import json
import re
from pathlib import Path

import pytest

from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.observe import observe
from tests.cli.helpers import run
from tests.verify.spec.models import LLAMA, llama_shapes, value, write_dclm_7b, write_model

ROOT = Path(__file__).parents[3]
DCLM = ROOT / "cards" / "dclm-7b.card.yaml"


@pytest.fixture(scope="module")
def dclm(tmp_path_factory):
    return write_dclm_7b(tmp_path_factory.mktemp("dclm") / "DCLM-7B")


def verify(card, model, *more, **settings):
    return run("verify", card, "--model", model, "--spec-only", *more, **settings)


def test_dclm_7b_at_full_size(dclm):
    weights = dclm / "model.safetensors"
    assert weights.stat().st_size > 13_700_000_000
    assert weights.stat().st_blocks * 512 < 1_000_000, "holes, no data"
    observed = observe(LocalFiles(dclm))
    fields = ("layers", "hidden_size", "attention_heads", "context_length", "parameters")
    assert [value(observed, f) for f in fields] == [32, 4096, 32, 2048, 6_889_672_704]
    headers = {o.field: o.value for o in observed.observations if o.witness == "headers"}
    assert [headers[f] for f in fields if f != "context_length"] == [32, 4096, 32, 6_889_672_704]
    assert not observed.remarks


def test_the_dclm_record_is_verified(dclm):
    done = verify(DCLM, dclm)
    assert done.code == 0, done.out + done.err
    assert re.search(r"size +7B +6,889,672,704 \(-1\.6 %\) +consistent", done.out)
    assert re.search(r"layers +32 +32 +verified", done.out)
    assert "contradicted" not in done.out


def test_36_layers_are_contradicted(dclm, tmp_path):
    card = tmp_path / "dclm.card.yaml"
    card.write_text(DCLM.read_text().replace("layers: 32", "layers: 36"))
    done = verify(card, dclm)
    assert done.code == 1
    assert re.search(r"layers +36 +32 \(-4\) +contradicted", done.out)
    line = card.read_text().splitlines().index("  layers: 36") + 1
    assert f":{line}:11: details.layers" in done.out.replace("\n    ", "")


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        (6_889_410_560, "without the q/k norms (262,144)"),
        (6_889_674_752, "with buffers such as inv_freq (2,048)"),
    ],
)
def test_an_honest_count_of_another_kind_is_explained(dclm, tmp_path, claimed, said):
    card = tmp_path / "m.card.yaml"
    card.write_text(f"schema_version: 1\nkind: card\ndetails: {{parameters: {claimed}}}\n")
    done = verify(card, dclm)
    assert done.code == 0
    assert "1 claim: consistent 1" in done.out
    assert said in " ".join(done.out.split())


def test_json(dclm):
    done = verify(DCLM, dclm, "--output-format", "json")
    data = json.loads(done.out)
    assert (data["version"], data["ok"]) == (1, True)
    assert data["counts"] == {"contradicted": 0, "inconclusive": 0, "consistent": 2, "verified": 4}
    layers = next(c for c in data["claims"] if c["field"] == "layers")
    assert layers["breadcrumb"] == "details.layers"
    assert [o["witness"] for o in layers["observed"]] == ["config", "headers"]
    assert {o["field"] for o in data["observations"]} >= {"size_on_disk", "tied_embeddings"}


def test_chinese_and_narrow(dclm):
    done = verify(DCLM, dclm, language="zh", columns=50)
    assert "已核实" in done.out
    assert "共 6 项声明：相符 2，已核实 4" in done.out


@pytest.fixture
def small(tmp_path):
    write_model(tmp_path / "m", LLAMA, llama_shapes())
    card = tmp_path / "m.card.yaml"
    card.write_text("schema_version: 1\nkind: card\ndetails: {layers: 2, size: 6K}\n")
    return card, tmp_path / "m"


def test_the_band(small):
    assert verify(*small).code == 1
    assert verify(*small, "--band", "13").code == 0
    assert verify(*small, "--band", "x").code == 2


def test_output_to_a_file(small, tmp_path):
    out = tmp_path / "out.json"
    done = verify(*small, "--output-format", "json", "-o", out)
    assert (done.code, done.out) == (1, "")
    assert json.loads(out.read_text())["claims"]
    assert verify(*small, "-o", out).code == 2, "nothing is replaced unasked"
    done = verify(*small, "-o", out, "--force", language="en")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"wrote {out}; ")
    assert "contradicted 1" in done.err
    done = verify(*small, "-o", out, "--force", language="zh")
    assert f"已写入 {out}；共" in done.err


def test_inconclusive_is_4(small):
    card, folder = small
    (folder / "model.safetensors").unlink()
    done = verify(card, folder)
    assert done.code == 4
    assert "inconclusive" in done.out
    (folder / "pytorch_model.bin").write_bytes(b"")
    done = verify(card, folder, language="zh")
    assert done.code == 4
    assert "[pickle-refused]" in done.out


def test_a_file_alone(small):
    card, folder = small
    done = verify(card, folder / "config.json")
    assert done.code == 4
    assert re.search(r"layers +2 +2 +verified", done.out)


def test_usage(small, tmp_path):
    card, folder = small
    assert run("verify", card).code == 2
    assert verify(tmp_path / "missing.md", folder).code == 2
    assert verify(ROOT / "comparisons" / "7b.yaml", folder).code == 2
    done = run("verify", card, "--model", folder)
    assert done.code == 2
    assert "--spec-only" in done.err


def test_hostile_names_are_shown_safely(tmp_path):
    write_model(tmp_path / "m", {**LLAMA, "architectures": ["\x1b[31mred"]}, llama_shapes())
    card = tmp_path / "m.card.yaml"
    card.write_text('schema_version: 1\nkind: card\ndetails: {dtype: "\\e]8;;x"}\n')
    for style in ("full", "json"):
        done = verify(card, tmp_path / "m", "--output-format", style)
        assert "\x1b" not in done.out
