"""`cardkit export`: streams, files, the trace, the losses, evidence beside the card."""

import hashlib
import json
import os

import pytest

from tests.bom.helpers import TESTS
from tests.cli.helpers import run

FULL = TESTS / "fixtures" / "full.card.yaml"


@pytest.fixture
def card(tmp_path):
    file = tmp_path / "rowan.card.yaml"
    file.write_bytes(FULL.read_bytes())
    return file


def test_stdout_is_the_document_alone(card):
    done = run("export", card, "--to", "cyclonedx")
    assert done.code == 0
    assert json.loads(done.out)["specVersion"] == "1.6"
    assert "left out or not said in full" in done.err
    assert "--show-losses" in done.err


def test_losses_are_listed_in_both_languages(card):
    en = run("export", card, "--to", "spdx", "--created", "now", "--show-losses").err
    assert "details.attention_heads: assumed, and so no fact to export" in en
    zh = run("export", card, "--to", "spdx", "--created", "now", "--show-losses", language="zh").err
    assert "details.attention_heads：该值为假定，不能作为事实导出" in zh


def test_the_trace_names_record_paths(card):
    done = run("export", card, "--to", "cyclonedx", "--trace")
    data = json.loads(done.out)
    assert data["version"] == 1
    found = {f["field"]: f for f in data["fields"]}
    assert found["/metadata/component/version"] == {
        "field": "/metadata/component/version",
        "origin": "record",
        "record": ["details.version"],
    }
    assert found["/bomFormat"]["origin"] == "standard"
    assert found["/serialNumber"]["origin"] == "digest"


def test_a_file_is_written_whole_and_not_replaced_unasked(card, tmp_path):
    out = tmp_path / "bom.json"
    assert run("export", card, "--to", "cyclonedx", "-o", out).out == ""
    first = out.read_bytes()
    refused = run("export", card, "--to", "cyclonedx", "-o", out)
    assert (refused.code, out.read_bytes()) == (2, first)
    assert "--force" in refused.err
    assert run("export", card, "--to", "cyclonedx", "-o", out, "--force").code == 0
    assert out.read_bytes() == first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bom.json", "rowan.card.yaml"]


def test_nothing_is_written_where_spdx_asks_for_more(tmp_path):
    out = tmp_path / "bom.json"
    done = run("export", "dclm-7b", "--to", "spdx", "--created", "now", "-o", out)
    assert (done.code, out.exists()) == (2, False)
    assert "suppliedBy" in done.err
    assert "description.shared_by" in done.err


def test_evidence_beside_the_card_is_referred_to(card, tmp_path):
    evidence = tmp_path / "verification.json"
    evidence.write_bytes(b"{}")
    digest = hashlib.sha256(b"{}").hexdigest()
    assert digest in run("export", card, "--to", "cyclonedx").out
    evidence.unlink()
    assert digest not in run("export", card, "--to", "cyclonedx").out
    other = tmp_path / "a b\x1b.json"
    other.write_bytes(b"{}")
    done = run("export", card, "--to", "cyclonedx", "--evidence", other)
    refs = json.loads(done.out)["metadata"]["component"]["externalReferences"]
    assert refs[-1]["url"] == "a%20b%1B.json"


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_of_signed_and_plain_evidence_the_signed_one_is_referred_to(card, tmp_path, form):
    """It is the one that `evidence check`, `validate` and `build` take."""
    (tmp_path / "verification.json").write_bytes(b"{}")
    (tmp_path / "verification.dsse.json").write_bytes(b"{ }")
    done = run("export", card, "--to", form, "--created", "now")
    assert done.code == 0, done.err
    assert '"verification.dsse.json"' in done.out
    assert hashlib.sha256(b"{ }").hexdigest() in done.out
    assert "verification.json" not in done.out
    named = tmp_path / "verification.json"
    done = run("export", card, "--to", form, "--created", "now", "--evidence", named)
    assert "verification.dsse.json" not in done.out


def test_attack_9_a_link_or_a_pipe_as_evidence_is_refused(card, tmp_path):
    evidence = tmp_path / "verification.json"
    evidence.symlink_to("/etc/passwd")
    done = run("export", card, "--to", "cyclonedx")
    assert (done.code, done.out) == (2, "")
    assert "no regular file" in done.err
    evidence.unlink()
    os.mkfifo(evidence)
    assert run("export", card, "--to", "cyclonedx").code == 2


def test_evidence_that_is_too_large_is_refused(card, tmp_path):
    with (tmp_path / "verification.json").open("wb") as stream:
        stream.truncate(16 * 1024 * 1024 + 1)
    done = run("export", card, "--to", "cyclonedx")
    assert done.code == 2
    assert "larger than" in done.err


def test_times(card, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764403200")
    data = json.loads(run("export", card, "--to", "cyclonedx").out)
    assert data["metadata"]["timestamp"] == "2025-11-29T08:00:00Z"
    given = "2026-01-02T03:04:05Z"
    data = json.loads(run("export", card, "--to", "cyclonedx", "--created", given).out)
    assert data["metadata"]["timestamp"] == given
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert run("export", card, "--to", "cyclonedx").code == 2
    assert run("export", card, "--to", "cyclonedx", "--created", "2026-13-01T00:00:00Z").code == 2
    assert run("export", card, "--to", "cyclonedx", "--created", "2026-02-31T00:00:00Z").code == 2


def test_a_stream_that_cannot_show_chinese_gets_ascii(card):
    done = run("export", card, "--to", "cyclonedx", "--lang", "zh", encoding="ascii")
    assert json.loads(done.out)["metadata"]["component"]["manufacturer"]["name"] == "北木实验室"


def test_standard_input_and_a_broken_record(card):
    done = run("export", "-", "--to", "cyclonedx", data=card.read_bytes())
    assert json.loads(done.out)["metadata"]["component"]["name"] == "Rowan-2B"
    broken = run("export", "-", "--to", "cyclonedx", data=b"schema_version: 1\nnmae: x\n")
    assert (broken.code, broken.out) == (2, "")
    assert "nmae" in broken.err


def test_help_in_both_languages():
    assert "Exit codes: 0 written" in run("export", "--help").out
    assert "退出码：0 已导出" in run("--lang", "zh", "export", "--help").out
    assert "--to" in run("export", "dclm-7b").err
