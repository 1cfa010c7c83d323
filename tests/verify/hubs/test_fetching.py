"""Whole files brought here by huggingface_hub, and what a hub may do meanwhile."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

import pytest

from cardkit.text import Text
from cardkit.verify.spec.files import LocalFiles
from cardkit.verify.spec.hubs import fetching, open_model
from cardkit.verify.spec.hubs.muting import muted
from cardkit.verify.spec.hubs.repository import HubFiles
from cardkit.verify.spec.problem import Problem
from tests.verify.hubs.conftest import Start, use_endpoint
from tests.verify.hubs.fake_hub import COMMIT, OTHER, FakeHub, serving

TOKEN = "hf_planted0123456789secret"
SHARD = bytes(range(256)) * 4096  # 1 MiB
FILES = {"config.json": b'{"n_layer": 2}', "a.safetensors": SHARD, "pytorch_model.bin": b"pickle"}
NAMES = ("config.json", "a.safetensors")


def opened(ref: str = "hf:o/m") -> HubFiles:
    files = open_model(ref)
    assert isinstance(files, HubFiles)
    return files


def fetched(files: HubFiles, *names: str) -> tuple[Path, list[str]]:
    heard: list[Text] = []
    folder = fetching.fetch(files, names or NAMES, heard.append)
    return folder, [text.en for text in heard]


def refused(files: HubFiles, *names: str) -> Problem:
    with pytest.raises(Problem) as raised:
        fetched(files, *names)
    remark = raised.value.remark
    assert "\n" not in remark.message.en + remark.message.zh
    assert TOKEN not in repr(remark)
    return raised.value


def test_files_are_fetched_at_the_commit_that_was_read(start: Start, tmp_path: Path) -> None:
    hub = start(files=FILES)
    files = opened("hf:o/m@main")
    folder, heard = fetched(files)
    assert folder == tmp_path / "cache" / "models--o--m" / "snapshots" / COMMIT
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {n: FILES[n] for n in NAMES}
    assert {s.path for s in hub.about_files()} == {f"/o/m/resolve/{COMMIT}/{n}" for n in NAMES}
    assert heard == [f"fetching 1.0 MB of hf:o/m@{COMMIT} into {folder} (files: 2)"]
    hub.seen.clear()
    assert fetched(files) == (folder, [])
    assert hub.seen == []


def test_what_is_not_named_is_not_fetched(start: Start) -> None:
    """Names are taken to the letter: a pattern adds nothing to them."""
    hub = start(files={**FILES, "[a-z]*": b"", "modeling_x.py": b"open('canary', 'w')"})
    folder, _ = fetched(opened(), "config.json", "[a-z]*")
    assert {p.name for p in folder.iterdir()} == {"config.json", "[a-z]*"}
    assert {s.path.rpartition("/")[2] for s in hub.about_files()} == {"config.json", "%5Ba-z%5D%2A"}


def test_a_name_outside_is_never_asked_for(start: Start, tmp_path: Path) -> None:
    hub = start(
        files=FILES,
        listed=[{"rfilename": "../../x", "size": 6}, {"rfilename": "config.json", "size": 14}],
    )
    files = opened()
    assert [r.kind for r in files.remarks] == ["name-outside"]
    fetched(files, "../../x", "config.json")
    assert hub.asked_for("x") == []
    assert list(tmp_path.rglob("x")) == []


def test_a_connection_that_breaks_is_taken_up_again(start: Start) -> None:
    hub = start(files=FILES, cuts=[5000])
    folder, _ = fetched(opened(), "a.safetensors")
    assert (folder / "a.safetensors").read_bytes() == SHARD
    assert len([s for s in hub.asked_for("a.safetensors") if s.method == "GET"]) == 2


def test_a_hub_that_goes_down_within_a_shard_leaves_nothing_half(start: Start) -> None:
    hub = start(files=FILES)
    files = opened()
    hub.cuts = [99, 5000, *[0] * 40]  # config.json, and the start of the shard
    assert refused(files).remark.kind in ("body-truncated", "hub-unreachable")
    assert not (files.store.folder / "a.safetensors").exists()
    assert list(files.store.root.rglob("*.incomplete")) == []
    hub.cuts = []
    folder, _ = fetched(files)
    assert (folder / "a.safetensors").read_bytes() == SHARD


def test_a_half_downloaded_shard_in_the_cache_is_fetched_again(start: Start) -> None:
    hub = start(files=FILES)
    files = opened()
    folder, _ = fetched(files)
    blob = (folder / "a.safetensors").resolve()
    blob.write_bytes(SHARD[:5000])
    hub.seen.clear()
    assert fetched(opened())[0] == folder
    assert (folder / "a.safetensors").read_bytes() == SHARD
    assert hub.asked_for("config.json") == []


def test_a_changed_byte_in_the_cache_is_found(start: Start) -> None:
    start(files=FILES)
    folder, _ = fetched(opened())
    (folder / "a.safetensors").resolve().write_bytes(SHARD[:-1] + b"?")
    fetched(opened())
    assert (folder / "a.safetensors").read_bytes() == SHARD


def test_a_hub_that_sends_other_content_than_it_lists(start: Start) -> None:
    hub = start(files=dict(FILES))
    files = opened()
    hub.files["a.safetensors"] = SHARD[:-1] + b"?"
    assert refused(files).remark.kind == "fetched-differs"
    assert refused(files).remark.where == "a.safetensors"


def test_a_hub_that_gives_another_commit(start: Start) -> None:
    start(files=FILES, linked=OTHER)
    assert refused(opened()).remark.kind == "fetched-differs"


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"statuses": [403] * 99}, "hub-gated"),
        ({"statuses": [404] * 99}, "file-missing"),
        ({"statuses": [503] * 99}, "hub-unavailable"),
        ({"headers": {"Content-Encoding": "gzip"}}, "hub-answer-unusable"),
        ({"redirect": "http://127.0.0.1:9"}, "hub-unreachable"),
    ],
)
def test_what_goes_wrong_is_one_line(
    start: Start,
    settings: dict[str, object],
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    hub = start(files=FILES)
    files = opened()
    for name, value in settings.items():
        setattr(hub, name, value)
    assert refused(files, "a.safetensors").remark.kind == kind
    assert capfd.readouterr() == ("", "")


def test_a_hub_that_is_no_more(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    start(files=FILES)
    files = opened()
    use_endpoint(monkeypatch, "http://127.0.0.1:9")
    assert refused(files).remark.kind == "hub-unreachable"


def test_the_token_goes_to_the_hub_and_to_nobody_else(
    start: Start, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    hub = start(files=FILES)
    files = opened()
    with serving(FakeHub(files=FILES), "127.0.0.2") as storage:
        hub.redirect = storage.endpoint
        folder, heard = fetched(files)
        assert {s.headers.get("authorization") for s in hub.seen} == {f"Bearer {TOKEN}"}
        assert len(storage.seen) >= 2
        assert all("authorization" not in s.headers for s in storage.seen)
    kept = b"".join(p.read_bytes() for p in files.store.root.rglob("*") if p.is_file())
    assert TOKEN.encode() not in kept
    assert TOKEN not in "".join(heard) + repr(files.store)
    assert capfd.readouterr() == ("", "")
    assert (folder / "config.json").read_bytes() == FILES["config.json"]


def test_offline_only_what_the_cache_has(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = start(files=FILES)
    fetched(opened())
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    hub.seen.clear()
    files = opened("hf:o/m@main")
    assert files.commit == COMMIT
    assert fetched(files)[1] == []
    (files.store.folder / "a.safetensors").resolve().write_bytes(SHARD[:-1] + b"?")
    assert refused(files).remark.kind == "hub-offline"
    assert hub.seen == []


def test_a_revision_that_the_cache_knows_stays(start: Start, tmp_path: Path) -> None:
    start(files=FILES)
    known = tmp_path / "cache" / "models--o--m" / "refs" / "main"
    known.parent.mkdir(parents=True)
    known.write_text(OTHER)
    fetched(opened("hf:o/m@refs/pr/3"))
    assert known.read_text() == OTHER
    assert (known.parent / "refs" / "pr" / "3").read_text() == COMMIT


def test_no_room_is_said_before_a_byte_is_asked_for(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = start(files=FILES)
    files = opened()
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(10**9, 10**9 - 1000, 1000))
    refusal = refused(files)
    assert refusal.remark.kind == "no-disk-room"
    assert refusal.remark.message.en == (
        f"1.0 MB are to be fetched into {files.store.root}, and 1.0 kB are free there; "
        "HF_HUB_CACHE names another folder"
    )
    assert hub.about_files() == []


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser writes anywhere")
def test_a_cache_that_cannot_be_written(start: Start, tmp_path: Path) -> None:
    start(files=FILES)
    files = opened()
    (tmp_path / "cache").mkdir(mode=0o500)
    refusal = refused(files)
    assert refusal.remark.kind == "cache-unwritable"
    assert "权限不足" in refusal.remark.message.zh


def test_a_full_disk(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    start(files=FILES)
    files = opened()

    def full(*args: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("huggingface_hub.hf_hub_download", full)
    refusal = refused(files)
    assert refusal.remark.kind == "cache-unwritable"
    assert "磁盘空间不足" in refusal.remark.message.zh


def test_progress_is_what_lies_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "EVERY", 0.01)
    (tmp_path / "before").write_bytes(b"x" * 8192)
    heard: list[Text] = []
    told = threading.Event()
    quiet = ContextVar("quiet", default=True)
    quiet.set(False)  # as the command line keeps its language

    def say(text: Text) -> None:
        assert not quiet.get()
        heard.append(text)
        if (tmp_path / "blob.incomplete").exists():
            told.set()

    with fetching._progress(tmp_path, 16384, say):
        (tmp_path / "blob.incomplete").write_bytes(b"x" * 8192)
        assert told.wait(20)
    assert heard[-1].en == "fetched 8.2 kB of 16.4 kB"
    assert heard[-1].zh == "已下载 8.2 kB，共 16.4 kB"


def test_muted_for_this_thread_and_new_ones(capsys: pytest.CaptureFixture[str]) -> None:
    go, said = threading.Event(), threading.Event()

    def elsewhere(write: Callable[[], object]) -> threading.Thread:
        thread = threading.Thread(target=write)
        thread.start()
        return thread

    def wait() -> None:
        go.wait(20)
        sys.stderr.write("heard")
        said.set()

    before = elsewhere(wait)
    with muted():
        kept = sys.stderr
        sys.stderr.write("bar")
        elsewhere(lambda: sys.stderr.write("bar")).join()
        go.set()
        assert said.wait(20)
    before.join()
    kept.write(", and after")
    assert sys.stderr is not kept
    assert capsys.readouterr().err == "heard, and after"


def test_links_into_the_store_that_models_share_are_the_models_own(tmp_path: Path) -> None:
    """huggingface_hub 2 keeps files that came by Xet beside the models: `blobs/xx/<hash>`."""
    blob = tmp_path / "blobs" / "ab" / "ab12"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"{}")
    own = tmp_path / "models--o--m" / "blobs" / "cd34"
    own.parent.mkdir(parents=True)
    own.symlink_to("../../blobs/ab/ab12")
    link = tmp_path / "models--o--m" / "snapshots" / COMMIT / "config.json"
    link.parent.mkdir(parents=True)
    link.symlink_to("../../blobs/cd34")
    assert [r.kind for r in LocalFiles(link.parent).remarks] == ["link-outside"]
    (tmp_path / "blobs" / ".huggingface-shared-blobs").write_text("1\n")
    files = LocalFiles(link.parent)
    assert [f.name for f in files.list()] == ["config.json"]
    assert files.remarks == []
