"""Models on modelers.cn, through the real client where it is installed; its server is simulated.

The client speaks only to https://modelers.cn and hosts of its own list, so the transport below it
is led to loopback.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from cardkit.errors import MissingExtra, ModelUnavailable
from cardkit.verify.spec.hubs import fetching, open_model
from cardkit.verify.spec.hubs.repository import HEAD, HubFiles
from cardkit.verify.spec.problem import Problem
from tests.verify.hubs.fake_hub import COMMIT, FakeHub, serving

WEIGHTS = bytes(range(256)) * 4096
FILES = {"config.json": b'{"n_layer": 2}', "model.safetensors": WEIGHTS}
Start = Callable[..., FakeHub]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Return what starts a fake hub that the client takes for modelers.cn."""
    hub_client = pytest.importorskip("openmind_hub")
    downloads = pytest.importorskip("openmind_hub.plugins.openmind.file_download")
    monkeypatch.setattr(hub_client, "OM_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(downloads, "OM_HUB_CACHE", str(tmp_path / "cache"))
    downloads.HAS_CHECKED_REPO_EXISTS.clear()
    adapters = pytest.importorskip("requests.adapters")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    send = adapters.HTTPAdapter.send
    with ExitStack() as stack:

        def begin(**settings: object) -> FakeHub:
            hub = stack.enter_context(serving(FakeHub(**settings)))  # type: ignore[arg-type]

            def to_loopback(self: Any, request: Any, **options: Any) -> Any:
                assert request.url.startswith("https://modelers.cn/")
                request.url = hub.endpoint + request.url.removeprefix("https://modelers.cn")
                return send(adapters.HTTPAdapter(), request, **options)

            monkeypatch.setattr(adapters.HTTPAdapter, "send", to_loopback)
            return hub

        yield begin


def opened(ref: str = "modelers:owner/model") -> HubFiles:
    files = open_model(ref)
    assert isinstance(files, HubFiles)
    return files


def test_files_are_listed_at_a_commit_and_read_there(start: Start) -> None:
    hub = start(files=FILES)
    files = opened()
    assert files.name == f"modelers:owner/model@{COMMIT}"
    assert hub.revisions == ["main", COMMIT]
    assert [(f.name, f.size) for f in files.list()] == [
        ("config.json", 14),
        ("model.safetensors", len(WEIGHTS)),
    ]
    assert list(files.sha256) == ["model.safetensors"]
    assert [r.kind for r in files.remarks] == ["folders-unlisted"]
    assert files.read("model.safetensors", 8, 8) == WEIGHTS[8:16]
    assert files.read("model.safetensors", 500_000, 8) == WEIGHTS[500_000:500_008]
    assert hub.about_files()[1].headers["range"] == "bytes=500000-500007"
    assert (files.requests, files.bytes_read) == (2, HEAD + 8)
    assert "openmind" not in sys.modules


def test_a_commit_is_its_own_pin(start: Start) -> None:
    hub = start(files=FILES)
    assert opened(f"modelers:owner/model@{COMMIT}").commit == COMMIT
    assert hub.revisions == [COMMIT]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"status": 404}, "or it is private"),
        ({"status": 401}, "not public"),
        ({"status": 403}, "not public"),
        ({"status": 503}, "answers 503"),
        ({"body": b"<html>"}, "cannot be used"),
        ({"body": b"[]"}, "cannot be used"),
        ({"body": b"[" * 200_000}, "cannot be used"),
        ({"body": b'{"data": null}'}, "cannot be used"),
        ({"commit": "main"}, "cannot be used"),
        ({"commit": None}, "cannot be used"),
        ({"listed": [{"type": "file"}]}, "cannot be used"),
    ],
)
def test_a_model_that_is_not_given(
    start: Start, settings: dict[str, object], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    start(**{"files": FILES, **settings})
    with pytest.raises(ModelUnavailable, match=words) as raised:
        open_model("modelers:owner/model")
    assert raised.value.exit_code == 4
    assert "\n" not in raised.value.message.en + raised.value.message.zh
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"ranges": False}, "range-ignored"),
        ({"cut": 10}, "body-truncated"),
        ({"statuses": [404]}, "file-missing"),
        ({"statuses": [503, 502]}, None),
        ({"statuses": [503] * 9}, "hub-unavailable"),
    ],
)
def test_answers_about_a_file(start: Start, settings: dict[str, object], kind: str | None) -> None:
    hub = start(files={"model.safetensors": b"x" * (4 * 1024 * 1024)})
    files = opened()
    for name, value in settings.items():
        setattr(hub, name, value)
    if kind is None:
        assert files.read("model.safetensors", 2 * 1024 * 1024, 4000) == b"x" * 4000
        return
    with pytest.raises(Problem) as raised:
        files.read("model.safetensors", 2 * 1024 * 1024, 4000)
    assert raised.value.remark.kind == kind


def test_an_id_that_the_hub_cannot_have(start: Start) -> None:
    start(files=FILES)
    with pytest.raises(ModelUnavailable, match="there is no model"):
        open_model("modelers:o/m")


NAMES = ("config.json", "model.safetensors")


def test_files_are_fetched_at_the_commit_that_was_read(
    start: Start, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    hub = start(files=FILES)
    files = opened()
    heard: list[str] = []
    folder = fetching.fetch(files, NAMES, lambda text: heard.append(text.en))
    assert folder == tmp_path / "cache" / "models--owner--model" / "snapshots" / COMMIT
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == FILES
    assert {f"/{COMMIT}/media/" in s.path for s in hub.about_files()} == {True}
    assert heard == [f"fetching 1.0 MB of modelers:owner/model@{COMMIT} into {folder} (files: 2)"]
    hub.seen.clear()
    files = opened()
    assert files.text("config.json", 99) == FILES["config.json"].decode()
    assert fetching.fetch(files, NAMES, lambda text: None) == folder
    assert hub.about_files() == []
    assert capfd.readouterr() == ("", "")
    assert "openmind" not in sys.modules


def test_a_half_downloaded_file_is_fetched_again(start: Start) -> None:
    start(files=FILES)
    folder = fetching.fetch(opened(), NAMES, lambda text: None)
    for broken in (WEIGHTS[:5000], WEIGHTS[:-1] + b"?"):
        (folder / "model.safetensors").resolve().write_bytes(broken)
        fetching.fetch(opened(), NAMES, lambda text: None)
        assert (folder / "model.safetensors").read_bytes() == WEIGHTS


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"statuses": [403] * 99}, "hub-gated"),
        ({"statuses": [404] * 99}, "file-missing"),
        ({"statuses": [503] * 99}, "hub-unavailable"),
        ({"cuts": [0] * 99}, "body-truncated"),
        ({"redirect": "http://127.0.0.1:9"}, "hub-answer-unusable"),
    ],
)
def test_a_fetch_that_stops_is_one_line(
    start: Start, settings: dict[str, object], kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    hub = start(files=FILES)
    files = opened()
    for name, value in settings.items():
        setattr(hub, name, value)
    with pytest.raises(Problem) as raised:
        fetching.fetch(files, ["model.safetensors"], lambda text: None)
    assert raised.value.remark.kind == kind
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_the_client_does_not_write_into(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(files=FILES)
    monkeypatch.setattr("openmind_hub.plugins.openmind.utils._validators.WHITE_LIST_PATHS", [])
    with pytest.raises(Problem, match="HUB_WHITE_LIST_PATHS") as raised:
        fetching.fetch(opened(), NAMES, lambda text: None)
    assert raised.value.remark.kind == "cache-unwritable"


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openmind_hub", None)
    with pytest.raises(MissingExtra, match=r"pip install 'cardkit\[modelers\]'"):
        open_model("modelers:owner/model")
