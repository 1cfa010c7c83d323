"""Data sets on Hugging Face: pinned, fetched once, and what a hub may answer instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cardkit.catalog.definition import ItemSource
from cardkit.verify.protocol.hub_files import choose
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.read import read_items
from cardkit.verify.spec.hubs import datasets
from cardkit.verify.spec.problem import Problem
from tests.verify.hubs.conftest import use_endpoint
from tests.verify.protocol.fake_datasets import COMMIT, FakeDatasets, serving
from tests.verify.protocol.test_items import CHOOSE, jsonl
from tests.verify.protocol.toy import definition, protocol

FILES = {
    "README.md": b"# d",
    "data/test.jsonl": jsonl(CHOOSE, CHOOSE).encode(),
    "data/train-00000-of-00002.jsonl": jsonl(CHOOSE).encode(),
    "data/train-00001-of-00002.jsonl": jsonl({**CHOOSE, "gold": 0}).encode(),
}
Start = Callable[..., FakeDatasets]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Return what starts a fake hub and makes it the endpoint of the client."""
    client = pytest.importorskip("huggingface_hub")
    constants = pytest.importorskip("huggingface_hub.constants")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    client.close_session()
    with ExitStack() as stack:

        def begin(**settings: object) -> FakeDatasets:
            hub = stack.enter_context(serving(FakeDatasets(**{"files": FILES, **settings})))
            use_endpoint(monkeypatch, hub.endpoint)
            return hub

        yield begin
    client.close_session()


def load(split: str = "test", **settings: object) -> ItemSet:
    source = ItemSource(hub="o/d", split=split, **settings)
    return read_items(protocol(definition("multiple_choice", items=source)))


def refusal(**settings: object) -> tuple[str, str]:
    with pytest.raises(Problem) as raised:
        load(**settings)
    assert raised.value.remark.message.zh != raised.value.remark.message.en
    return raised.value.remark.kind, raised.value.remark.message.en


def test_a_split_is_fetched_at_a_commit(start: Start) -> None:
    hub = start()
    found = load(revision="main")
    assert (found.name, found.n) == (f"hf:o/d@{COMMIT}", 2)
    assert [file.name for file in found.files] == [f"hf:o/d@{COMMIT}/data/test.jsonl"]
    assert hub.asked[0] == "GET /api/datasets/o/d/revision/main"
    fetched = [a for a in hub.asked if "/resolve/" in a and a.startswith("GET")]
    assert fetched == [f"GET /datasets/o/d/resolve/{COMMIT}/data/test.jsonl"]
    again = load(revision="main")
    assert again.sha256 == found.sha256
    assert sum(a in fetched for a in hub.asked) == 1  # the cache has it


def test_shards_are_one_set_in_their_order(start: Start) -> None:
    start()
    found = load("train")
    assert [item.gold for item in found.items] == [1, 0]
    assert len(found.files) == 2
    assert len(found.sha256) == 64
    picked = load(files=("data/train-00001*",))
    assert [item.gold for item in picked.items] == [0]


def test_a_broken_item_is_named_with_its_file(start: Start) -> None:
    start(files={"test.jsonl": jsonl(CHOOSE, {**CHOOSE, "gold": 9}).encode()})
    kind, said = refusal()
    assert kind == "gold-outside"
    assert said.startswith(f"hf:o/d@{COMMIT}/test.jsonl:2: `gold` is 9")


@pytest.mark.parametrize(
    ("settings", "kind", "said"),
    [
        ({"status": 404, "error": {"X-Error-Code": "RepoNotFound"}}, "hub-absent", "no data set"),
        ({"status": 401, "error": {"X-Error-Code": "GatedRepo"}}, "hub-gated", "accept its terms"),
        (
            {"status": 404, "error": {"X-Error-Code": "RevisionNotFound"}},
            "hub-no-revision",
            "is no",
        ),
        ({"status": 403}, "hub-unavailable", "the hub answers 403 for `hf:o/d`"),
        (
            {"commit": "main"},
            "hub-answer-unusable",
            "the hub's answer about `hf:o/d` cannot be used",
        ),
        ({"commit": None}, "hub-answer-unusable", "cannot be used"),
        ({"file_status": 403}, "hub-unavailable", "the hub answers 403"),
        (
            {"listed": [{"rfilename": "../test.jsonl", "size": 1}]},
            "items-missing",
            "it has no .parq",
        ),
        (
            {"listed": [{"rfilename": "test.jsonl", "size": 2**40}]},
            "file-too-large",
            "is larger than",
        ),
        ({"listed": [{"rfilename": "test.jsonl", "size": None}]}, "items-missing", "it has no"),
        ({"files": {"a.csv": b""}}, "items-missing", "it has no .parquet and no .jsonl"),
    ],
)
def test_what_a_hub_may_answer(start: Start, settings, kind: str, said: str) -> None:
    start(**settings)
    found, message = refusal()
    assert (found, said in message) == (kind, True), message


def test_a_hub_out_of_reach(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    start()
    use_endpoint(monkeypatch, "http://127.0.0.1:9")
    assert refusal()[0] == "hub-unreachable"


def test_a_body_that_breaks_off(start: Start) -> None:
    start(cut=5)
    kind, message = refusal()
    assert kind in ("hub-unreachable", "hub-answer-unusable", "hub-cache")
    assert "\n" not in message


def test_a_commit_is_kept_to(start: Start) -> None:
    start()
    assert refusal(revision="f" * 40)[0] == "hub-answer-unusable"
    assert load(revision=COMMIT).n == 2


def test_offline_the_cache_is_all_there_is(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    hub = start()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert refusal() == (
        "hub-offline",
        "offline mode (HF_HUB_OFFLINE): `hf:o/d` is not in the local cache",
    )
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    load(revision=COMMIT)
    count = len(hub.asked)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert load(revision=COMMIT).n == 2
    assert len(hub.asked) == count
    assert refusal(revision=COMMIT, split="train")[0] == "items-missing"
    assert refusal(revision="refs")[0] == "hub-offline"


@pytest.mark.parametrize("revision", ["../../x", "", "-x", "a b", "\x1b[31m", "x" * 300])
def test_a_cards_word_that_is_no_revision_is_not_asked_for(start: Start, revision: str) -> None:
    hub = start()
    kind, message = refusal(revision=revision)
    assert (kind, hub.asked) == ("hub-no-revision", [])
    assert "\x1b" not in message


def test_a_token_is_never_shown(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_planted0123456789secret")
    start(status=500, error={"X-Error-Message": "hf_planted0123456789secret"})
    assert "planted" not in refusal()[1]


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from cardkit.errors import MissingExtra

    def nothing(name: str, extra: str) -> None:
        raise MissingExtra(name.partition(".")[0], extra)

    monkeypatch.setattr(datasets, "client", nothing)
    kind, message = refusal()
    assert (kind, "pip install 'cardkit[hub]'" in message) == ("items-unavailable", True)


NAMES = [
    "README.md",
    "data/test-00000-of-00001.parquet",
    "data/train-00000-of-00002.parquet",
    "data/train-00001-of-00002.parquet",
    "main/test/0000.parquet",
    "main/test/0001.parquet",
    "socratic/test.jsonl",
    "extra/validation.csv",
]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        (
            {"split": "train"},
            ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"],
        ),
        ({}, ["data/test-00000-of-00001.parquet"]),
        ({"config": "main"}, ["main/test/0000.parquet", "main/test/0001.parquet"]),
        ({"config": "socratic", "split": "test"}, ["socratic/test.jsonl"]),
        ({"files": ("main/test/*",)}, ["main/test/0000.parquet", "main/test/0001.parquet"]),
    ],
)
def test_the_files_of_a_split(settings, found: list[str]) -> None:
    assert choose(ItemSource(hub="o/d", **settings), NAMES) == found


@pytest.mark.parametrize(
    ("names", "settings", "kind", "said"),
    [
        (
            NAMES,
            {"split": "dev"},
            "items-missing",
            "no file for dev; it has data/test-00000-of-00001",
        ),
        (NAMES, {"config": "none"}, "items-missing", "no file for none/test"),
        (NAMES, {"files": ("*.csv",)}, "items-missing", "no file for *.csv"),
        (
            ["test.jsonl", "test.parquet"],
            {},
            "items-ambiguous",
            "layouts: test.jsonl, test.parquet",
        ),
        (["test.jsonl", "data/test.jsonl"], {}, "items-ambiguous", "Write its `files`"),
    ],
)
def test_a_split_that_is_nowhere_or_twice(names, settings, kind: str, said: str) -> None:
    with pytest.raises(Problem) as raised:
        choose(ItemSource(hub="o/d", **settings), names)
    assert raised.value.remark.kind == kind
    assert said in raised.value.remark.message.en
