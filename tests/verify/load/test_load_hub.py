"""A model on a hub (a fake one on loopback) is fetched and loaded at the commit that was read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("transformers", reason="transformers is not installed")
pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed")

import cardkit
from tests.cli.helpers import Done, run
from tests.verify.hubs import test_modelers, test_modelscope
from tests.verify.hubs.conftest import Start, start
from tests.verify.hubs.fake_hub import COMMIT, FakeHub, Sparse
from tests.verify.load.families import build
from tests.verify.spec.models import LLAMA, header, llama_shapes

__all__ = ["start"]  # the fixture
modelscope = test_modelscope.start
modelers = test_modelers.start

TOKEN = "hf_planted0123456789secret"
CARD = "name: Tiny\ndetails: {{parameters: {count}, layers: 2}}\n"
PICKLE = b"\x80\x04cos\nsystem\n"


class Model(NamedTuple):
    files: dict[str, Any]
    count: int


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Return a llama in two shards, with files beside it that no loader needs."""
    folder = tmp_path_factory.mktemp("llama")
    model = build("llama", folder)
    shutil.rmtree(folder)
    model.save_pretrained(folder, max_shard_size="60KB")
    files: dict[str, Any] = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert len([n for n in files if n.endswith(".safetensors")]) > 1
    files |= {"README.md": b"# M", "modeling_m.py": b"open('canary', 'w')", "sub/x.json": b"{}"}
    files |= {"pytorch_model.bin": PICKLE, "config_m.json": b"{}"}
    return Model(files, sum(p.numel() for p in model.parameters()))


def verify(tmp_path: Path, count: int, *more: object, model: str = "hf:o/m") -> Done:
    card = tmp_path / "tiny.card.yaml"
    card.write_text(CARD.format(count=count))
    return run("verify", card, "--model", model, "--load", "--device", "cpu", *more)


def kinds(done: Done) -> dict[str, str]:
    return {r["kind"]: r["message"] for r in json.loads(done.out)["remarks"]}


def weights_asked_for(hub: FakeHub) -> list[str]:
    """Return the requests for whole weights; headers are asked for by ranges."""
    return [
        s.path
        for s in hub.about_files()
        if s.path.endswith((".safetensors", ".bin", ".gguf"))
        and (s.method == "HEAD" or "range" not in s.headers)
    ]


def test_it_is_fetched_and_loaded(
    llama: Model, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    hub = start(files=llama.files)
    done = verify(tmp_path, llama.count, "--output-format", "json", model="o/m@main")
    assert done.code == 0, done.out + done.err
    assert json.loads(done.out)["model"] == f"hf:o/m@{COMMIT}"
    folder = tmp_path / "cache" / "models--o--m" / "snapshots" / COMMIT
    taken = {p.name for p in folder.iterdir()}
    left = {"README.md", "modeling_m.py", "pytorch_model.bin", "sub", "config_m.json"}
    left |= {"generation_config.json"}  # the checks state their own settings
    assert taken == {n for n in llama.files if "/" not in n} - left
    assert {s.path.split("/")[4] for s in hub.about_files()} == {COMMIT}
    shards = len([n for n in taken if n.endswith(".safetensors")])
    assert kinds(done)["loaded-from"] == (
        f"{len(taken)} files of commit {COMMIT} are loaded, of the sizes that the hub lists, "
        f"{shards} of them of the SHA-256 that it lists: {folder}"
    )
    lines = done.err.splitlines()
    small = sum(len(llama.files[n]) for n in taken if n.endswith(".json"))
    size = f"{small / 1000:.1f} kB"
    assert lines[0] == f"fetching {size} of hf:o/m@{COMMIT} into {folder} (files: 2)"
    assert "before the weights are fetched: can they be loaded here?" in lines
    assert any(line.startswith("loading the weights: ") for line in lines)
    assert TOKEN not in done.out + done.err
    hub.seen.clear()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    card = cardkit.load(tmp_path / "tiny.card.yaml")
    report = card.verify("hf:o/m", revision=COMMIT, load=True, device="cpu")
    assert (report.ok, report.exit_code) == (True, 0)
    assert report.model == f"hf:o/m@{COMMIT}"
    assert {o.witness for o in report.claims[0].observed} == {"meta", "headers", "index", "loaded"}
    assert {"hub-offline", "loaded-from"} <= {r.kind for r in report.remarks}
    assert hub.seen == []


def test_a_folder_of_that_name_is_not_taken_for_the_repository(
    llama: Model, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publisher may bring a folder `hf:o`; what is loaded is what was read."""
    decoy = tmp_path / "hf:o" / "m"
    decoy.mkdir(parents=True)
    for name in ("config.json", "model.safetensors"):
        (decoy / name).write_text("{}")
    monkeypatch.chdir(tmp_path)
    start(files={n: d for n, d in llama.files.items() if "/" not in n})
    done = verify(tmp_path, llama.count, "--output-format", "json")
    assert done.code == 0, done.out + done.err
    assert json.loads(done.out)["model"] == f"hf:o/m@{COMMIT}"
    assert "loaded-from" in kinds(done)


@pytest.mark.parametrize("hub", ["modelscope:o/m", "modelers:owner/model"])
def test_the_other_hubs_go_the_same_way(
    hub: str, llama: Model, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    begin: Start = request.getfixturevalue(hub.partition(":")[0])
    begin(files={n: d for n, d in llama.files.items() if "/" not in n})
    done = verify(tmp_path, llama.count, "--output-format", "json", model=hub)
    assert done.code == 0, done.out + done.err
    assert json.loads(done.out)["model"] == f"{hub}@{COMMIT}"
    assert {p.name for p in (tmp_path / "cache").rglob("*.py")} == set()
    assert "loaded-from" in kinds(done)


def test_pickles_alone_are_refused_before_a_byte_of_them(
    llama: Model, start: Start, tmp_path: Path
) -> None:
    names = ("config.json", "pytorch_model.bin", "modeling_m.py")
    hub = start(files={n: llama.files[n] for n in names})
    done = verify(tmp_path, llama.count, "--output-format", "json")
    assert done.code == 4
    assert set(kinds(done)) == {"pickle-refused", "not-fetched"}
    assert {s.path.rpartition("/")[2] for s in hub.about_files()} == {"config.json"}
    assert not (tmp_path / "cache").exists()


BIG = llama_shapes(hidden=1024, wide=2048, vocabulary=1024)


def on_hub(start: Start, config: dict[str, Any], shapes: dict[str, Any] = BIG) -> FakeHub:
    text, size = header(shapes)
    head = len(text).to_bytes(8, "little") + text.encode()
    files = {
        "config.json": json.dumps(config).encode(),
        "model.safetensors": Sparse(head, len(head) + size),
        "modeling_m.py": b"open('canary', 'w')",
    }
    return start(files=files)


WIDE = {**LLAMA, "hidden_size": 1024, "intermediate_size": 2048, "vocab_size": 1024}
HUGE = {**LLAMA, "vocab_size": 10**8, "hidden_size": 16384}


@pytest.mark.parametrize(
    ("config", "shapes", "kind"),
    [
        ({**WIDE, "model_type": "m", "auto_map": {"AutoConfig": "m.M"}}, BIG, "code-refused"),
        ({**WIDE, "model_type": "m"}, BIG, "unknown-architecture"),
        ({**WIDE, "transformers_weights": "x.bin"}, BIG, "weights-renamed"),
        (HUGE, llama_shapes(hidden=16384, vocabulary=10**8), "no-room"),
    ],
)
def test_what_would_not_load_is_not_fetched(
    start: Start,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    config: dict[str, Any],
    shapes: dict[str, Any],
    kind: str,
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(10**15, 0, 10**15))
    monkeypatch.chdir(tmp_path)
    hub = on_hub(start, config, shapes)
    done = verify(tmp_path, 7, "--output-format", "json")
    assert done.code in (1, 4)
    assert {kind, "not-fetched"} <= set(kinds(done))
    assert weights_asked_for(hub) == []
    assert hub.asked_for("modeling_m.py") == []
    assert not (tmp_path / "canary").exists()


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_no_room_on_the_disk_is_one_line(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = on_hub(start, WIDE)
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(10**9, 0, 10**6))
    done = verify(tmp_path, 7, "--output-format", "json")
    assert kinds(done)["no-disk-room"].startswith("83.9 MB are to be fetched into ")
    assert weights_asked_for(hub) == []
    assert not (tmp_path / "cache").exists()


def test_a_device_that_cannot_be_is_said_before(start: Start, tmp_path: Path) -> None:
    hub = on_hub(start, WIDE)
    done = verify(tmp_path, 7, "--device", "gpu")
    assert (done.code, done.out) == (2, "")
    assert "there is no device `gpu`" in done.err
    assert weights_asked_for(hub) == []


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (("config.json",), "no-weights"),
        (("config.json", "adapter_config.json", "model.safetensors"), "adapter-refused"),
        (("a.gguf", "b.gguf"), "no-weights"),
    ],
)
def test_names_alone_may_refuse(
    start: Start, tmp_path: Path, files: tuple[str, ...], kind: str
) -> None:
    text, size = header(llama_shapes())
    weights = len(text).to_bytes(8, "little") + text.encode() + bytes(size)
    content = {"config.json": json.dumps(LLAMA).encode(), "model.safetensors": weights}
    if kind == "no-weights" and "a.gguf" in files:
        monkey = b"GGUF" + (3).to_bytes(4, "little") + bytes(16)
        content |= {"a.gguf": monkey, "b.gguf": monkey}
    hub = start(files={name: content.get(name, b"{}") for name in files})
    done = verify(tmp_path, 7, "--output-format", "json")
    assert kind in kinds(done)
    assert done.code == 4 or "parameters" in done.out
    assert weights_asked_for(hub) == []


def test_a_hub_that_goes_down_meanwhile(
    llama: Model, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the files said is still reported; the rest is inconclusive."""
    hub = start(files=llama.files)
    from cardkit.verify.load import bringing

    fetch = bringing.fetch

    def then_down(*words: Any) -> Path:
        folder = fetch(*words)
        hub.statuses = [503] * 99
        return folder

    monkeypatch.setattr(bringing, "fetch", then_down)
    monkeypatch.setattr(bringing, "run_request", lambda *words: Whole())
    done = verify(tmp_path, llama.count, "--output-format", "json")
    assert done.code == 4
    assert kinds(done)["hub-unavailable"].startswith("the hub answers 503 for `model-0000")
    assert "loaded-from" not in kinds(done)
    assert {c["verdict"] for c in json.loads(done.out)["claims"]} == {"verified"}


class Whole:
    completed = True
