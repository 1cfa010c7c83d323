"""Models on ModelScope, through its real client where it is installed."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cardkit.errors import MissingExtra, ModelUnavailable
from cardkit.verify.spec.hubs import fetching, open_model
from cardkit.verify.spec.hubs.repository import HEAD, HubFiles
from cardkit.verify.spec.problem import Problem
from tests.verify.hubs.fake_hub import COMMIT, FakeHub, serving

TOKEN = "ms-planted0123456789secret"
WEIGHTS = bytes(range(256)) * 4096
FILES = {"model.safetensors": WEIGHTS, "sub/a.json": b"{}", "config.json": b'{"n_layer": 2}'}
Start = Callable[..., FakeHub]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Return what starts a fake hub that the client takes for modelscope.cn."""
    hub_client = pytest.importorskip("modelscope_hub")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("MODELSCOPE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MODELSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MODELSCOPE_API_TOKEN", TOKEN)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    for name in ("DOWNLOAD_RETRY_MAX_DELAY_SECONDS", "DOWNLOAD_INTEGRITY_RETRY_BACKOFF"):
        monkeypatch.setattr(f"modelscope_hub._download.{name}", 0)
    with ExitStack() as stack:

        def begin(**settings: object) -> FakeHub:
            hub = stack.enter_context(serving(FakeHub(**settings)))  # type: ignore[arg-type]
            monkeypatch.setenv("MODELSCOPE_ENDPOINT", hub.endpoint)
            hub_client.set_default_config(hub_client.HubConfig())
            return hub

        yield begin


def opened(ref: str = "modelscope:o/m") -> HubFiles:
    files = open_model(ref)
    assert isinstance(files, HubFiles)
    return files


def test_files_are_listed_at_the_newest_commit_and_read_there(start: Start) -> None:
    hub = start(files=FILES)
    files = opened()
    assert files.name == f"modelscope:o/m@{COMMIT}"
    assert hub.revisions == ["master", COMMIT]
    assert [(f.name, f.size) for f in files.list()] == [
        ("config.json", 14),
        ("model.safetensors", len(WEIGHTS)),
        ("sub/a.json", 2),
    ]
    assert files.sha256["config.json"] == hashlib.sha256(FILES["config.json"]).hexdigest()
    assert files.read("model.safetensors", 8, 8) == WEIGHTS[8:16]
    assert files.read("model.safetensors", 500_000, 8) == WEIGHTS[500_000:500_008]
    assert hub.about_files()[1].headers["range"] == "bytes=500000-500007"
    assert (files.requests, files.bytes_read) == (2, HEAD + 8)
    assert files.text("sub/a.json", 99) == "{}"
    assert hub.seen[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_a_commit_is_its_own_pin(start: Start) -> None:
    hub = start(files=FILES)
    assert opened(f"modelscope:o/m@{COMMIT}").commit == COMMIT
    assert hub.revisions == [COMMIT]


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"ranges": False}, "range-ignored"),
        ({"headers": {"Content-Encoding": "gzip"}}, "hub-answer-unusable"),
        ({"headers": {"Content-Range": "bytes 0-9/17"}}, "hub-answer-unusable"),
        ({"cut": 10}, "body-truncated"),
        ({"statuses": [404]}, "file-missing"),
        ({"statuses": [403]}, "hub-gated"),
        ({"statuses": [503, 502]}, None),
        ({"statuses": [503] * 9}, "hub-unavailable"),
        ({"redirect": "file:///etc/passwd"}, "hub-answer-unusable"),
    ],
)
def test_answers_about_a_file(start: Start, settings: dict[str, object], kind: str | None) -> None:
    big = b"x" * (4 * 1024 * 1024)
    hub = start(files={"model.safetensors": big})
    files = opened()
    for name, value in settings.items():
        setattr(hub, name, value)
    if kind is None:
        assert files.read("model.safetensors", 2 * 1024 * 1024, 4000) == b"x" * 4000
        return
    with pytest.raises(Problem) as raised:
        files.read("model.safetensors", 2 * 1024 * 1024, 4000)
    assert raised.value.remark.kind == kind
    assert TOKEN not in repr(raised.value.remark)


def test_another_host_gets_no_token(start: Start) -> None:
    hub = start(files=FILES)
    with serving(FakeHub(files=FILES), "127.0.0.2") as storage:
        hub.redirect = storage.endpoint
        assert opened().read("config.json", 0, 99) == FILES["config.json"]
        assert len(storage.seen) == 1
        assert TOKEN not in repr(storage.seen[0].headers)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"status": 404}, "or it is private"),
        ({"status": 403}, "does not let this account"),
        ({"status": 401}, "does not let this account"),
        ({"status": 503}, "answers 503"),
        ({"body": b"<html>"}, "cannot be used"),
        ({"body": b"[]"}, "cannot be used"),
        ({"body": b"[" * 200_000}, "cannot be used"),
        ({"body": b'{"Code": 404, "Success": false, "Data": null}'}, "cannot be used"),
        ({"commit": "main"}, None),
        ({"files": {}}, "cannot be used"),
    ],
)
def test_a_model_that_is_not_given(
    start: Start,
    settings: dict[str, object],
    words: str | None,
    capfd: pytest.CaptureFixture[str],
) -> None:
    start(**{"files": FILES, **settings})
    if words is None:  # a commit that is none is passed over for the newest one that is
        assert opened().commit != "main"
        return
    with pytest.raises(ModelUnavailable, match=words) as raised:
        open_model("modelscope:o/m")
    assert raised.value.exit_code == 4
    assert TOKEN not in raised.value.describe("en") + raised.value.describe("zh")
    assert capfd.readouterr() == ("", "")


def test_names_that_lead_astray(start: Start) -> None:
    date = {"Revision": COMMIT, "CommittedDate": 1, "Type": "blob"}
    start(
        listed=[
            {"Path": "config.json", "Size": 2, **date},
            {"Path": "../../etc/passwd", "Size": 2, **date},
            {"Path": "x", "Size": -2, **date},
            {"Size": 2, **date},
        ]
    )
    files = opened()
    assert [f.name for f in files.list()] == ["config.json"]
    assert len(files.remarks) == 3


def test_an_endpoint_out_of_reach(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    start()
    monkeypatch.setenv("MODELSCOPE_ENDPOINT", "http://127.0.0.1:9")
    hub_client = pytest.importorskip("modelscope_hub")
    hub_client.set_default_config(hub_client.HubConfig())
    with pytest.raises(ModelUnavailable, match="out of reach"):
        open_model("modelscope:o/m")


NAMES = ("config.json", "model.safetensors")


def test_files_are_fetched_at_the_commit_that_was_read(
    start: Start, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "cache" / "models" / "o" / "m"  # where an older client kept its models
    old.mkdir(parents=True)
    (old / "config.json").write_text("{}")
    hub = start(files=FILES)
    files = opened()
    heard: list[str] = []
    folder = fetching.fetch(files, NAMES, lambda text: heard.append(text.en))
    assert folder == tmp_path / "cache" / "models" / "o--m" / "snapshots" / COMMIT
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {n: FILES[n] for n in NAMES}
    assert {f"Revision={COMMIT}" in s.path for s in hub.about_files()} == {True}
    assert heard == [f"fetching 1.0 MB of modelscope:o/m@{COMMIT} into {folder} (files: 2)"]
    assert (old / "config.json").read_text() == "{}"
    hub.seen.clear()
    assert opened().text("config.json", 99) == FILES["config.json"].decode()
    assert fetching.fetch(opened(), NAMES, lambda text: None) == folder
    assert hub.about_files() == []
    assert capfd.readouterr() == ("", "")
    kept = b"".join(p.read_bytes() for p in (tmp_path / "cache").rglob("*") if p.is_file())
    assert TOKEN.encode() not in kept


def test_a_half_downloaded_file_is_fetched_again(start: Start) -> None:
    start(files=FILES)
    folder = fetching.fetch(opened(), NAMES, lambda text: None)
    for broken in (WEIGHTS[:5000], WEIGHTS[:-1] + b"?"):
        (folder / "model.safetensors").write_bytes(broken)
        fetching.fetch(opened(), NAMES, lambda text: None)
        assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_a_connection_that_breaks_is_taken_up_again(start: Start) -> None:
    hub = start(files=FILES, cuts=[300_000])
    folder = fetching.fetch(opened(), ["model.safetensors"], lambda text: None)
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert [s.headers.get("range") for s in hub.about_files()] == [None, "bytes=300000-"]


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"statuses": [403] * 99}, "hub-gated"),
        ({"statuses": [404] * 99}, "file-missing"),
        ({"statuses": [503] * 99}, "hub-unavailable"),
        ({"files": {**FILES, "model.safetensors": WEIGHTS[:-1] + b"?"}}, "fetched-differs"),
        ({"files": {**FILES, "model.safetensors": WEIGHTS + b"?"}}, "fetched-differs"),
        ({"cuts": [0] * 99}, "body-truncated"),
        ({"redirect": "http://127.0.0.1:9"}, "hub-unreachable"),
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
    assert TOKEN not in repr(raised.value.remark)
    assert capfd.readouterr() == ("", "")


def test_a_storage_host_gets_no_token(start: Start) -> None:
    hub = start(files=FILES)
    files = opened()
    with serving(FakeHub(files=FILES), "127.0.0.2") as storage:
        hub.redirect = storage.endpoint
        fetching.fetch(files, NAMES, lambda text: None)
        assert storage.seen
        assert TOKEN not in repr([s.headers for s in storage.seen])


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "modelscope_hub", None)
    with pytest.raises(MissingExtra, match=r"pip install 'cardkit\[modelscope\]'"):
        open_model("modelscope:o/m")
