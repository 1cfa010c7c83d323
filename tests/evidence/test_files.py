"""Digests of a model's files: where they are taken from, what they bind, what is refused."""

import hashlib
import os
import threading

import pytest

from cardkit.errors import UnreadableFile
from cardkit.evidence import files as module
from cardkit.evidence.files import FileDigest, bytes_to_read, digest_files, model_digest
from cardkit.evidence.groups import group_of
from cardkit.evidence.hashing import PIECE, sha256_of
from cardkit.verify.spec.files import LocalFiles, ModelFile


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("model-00001-of-00002.safetensors", "weights"),
        ("model.safetensors.index.json", "weights"),
        ("PYTORCH_MODEL.BIN", "weights"),
        ("q4.gguf", "weights"),
        ("tokenizer.json", "tokenizer"),
        ("tokenizer_config.json", "tokenizer"),
        ("tokenizer.model", "tokenizer"),
        ("qwen.tiktoken", "tokenizer"),
        ("vocab.json", "tokenizer"),
        ("chat_template.jinja", "tokenizer"),
        ("additional_chat_templates/rag.jinja", "tokenizer"),
        ("config.json", "config"),
        ("quantize_config.json", "config"),
        ("params.json", "config"),
        ("generation_config.json", "generation"),
        ("modeling_x.py", "code"),
        ("sub/tokenization_x.py", "code"),
        ("README.md", None),
        ("LICENSE", None),
        ("logo.png", None),
        ("verification.json", None),
        ("verification.dsse.json", None),
        ("results.json", None),
    ],
)
def test_groups(name, group):
    assert group_of(name) == group


def sha(data):
    return hashlib.sha256(data).hexdigest()


def test_local_files_are_read_and_pointers_are_not(tmp_path):
    (tmp_path / "config.json").write_bytes(b"{}")
    (tmp_path / "README.md").write_bytes(b"# M")
    (tmp_path / "model.safetensors").write_text(
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 13800000000\n"
    )
    files = LocalFiles(tmp_path)
    heard = []
    found = digest_files(files, advance=heard.append)
    assert found.entries == (
        FileDigest("config.json", 2, sha(b"{}"), "config"),
        FileDigest("model.safetensors", 13_800_000_000, "ab" * 32, "weights"),
    )
    assert (heard, bytes_to_read(files)) == ([2], 2)


def test_a_pointer_and_its_file_are_the_same_evidence(tmp_path):
    data = b"x" * 5000
    for name in ("whole", "clone"):
        (tmp_path / name).mkdir()
    (tmp_path / "whole" / "m.gguf").write_bytes(data)
    (tmp_path / "clone" / "m.gguf").write_text(
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha(data)}\nsize {len(data)}\n"
    )
    one, other = (digest_files(LocalFiles(tmp_path / name)) for name in ("whole", "clone"))
    assert one == other


def test_the_cache_of_the_hub_names_digests_and_rehash_does_not_believe_it(tmp_path):
    model = tmp_path / "models--org--m"
    snapshot, blobs = model / "snapshots" / ("c" * 40), model / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    (blobs / ("ab" * 32)).write_bytes(b"weights")
    (blobs / ("12" * 20)).write_bytes(b"{}")  # Git's digest, of a small file
    (snapshot / "m.safetensors").symlink_to(blobs / ("ab" * 32))
    (snapshot / "config.json").symlink_to(blobs / ("12" * 20))
    files = LocalFiles(snapshot)
    assert {f.name: f.sha256 for f in digest_files(files).entries} == {
        "config.json": sha(b"{}"),
        "m.safetensors": "ab" * 32,
    }
    assert digest_files(files, rehash=True).entries[1].sha256 == sha(b"weights")


class Hub:
    """Stands in for a repository behind a hub: some digests are listed, some files must be read."""

    name = "hf:o/m@" + "c" * 40
    remarks = ()

    def __init__(self, contents, sha256):
        self.contents = contents
        self.sha256 = sha256
        self.asked = []

    def list(self):
        return [ModelFile(name, len(data)) for name, data in sorted(self.contents.items())]

    def read(self, name, start, length):
        self.asked.append(name)
        return self.contents[name][start : start + length]


def test_a_hubs_list_is_believed_and_the_rest_is_read():
    hub = Hub({"m.safetensors": b"w" * 9, "config.json": b"{}"}, {"m.safetensors": "ab" * 32})
    found = digest_files(hub)
    assert {f.name: f.sha256 for f in found.entries} == {
        "config.json": sha(b"{}"),
        "m.safetensors": "ab" * 32,
    }
    assert hub.asked == ["config.json"]


def test_what_is_too_large_to_be_fetched_has_no_digest(monkeypatch, statement, folder):
    monkeypatch.setattr(module, "MAX_FETCHED", 8)
    hub = Hub({"m.safetensors": b"w" * 9, "config.json": b"{}"}, {})
    found = digest_files(hub)
    assert [f.sha256 for f in found.entries] == [sha(b"{}"), None]
    with pytest.raises(ValueError, match=r"m\.safetensors was not read"):
        model_digest(found.entries)


def test_what_was_not_hashed_is_not_held_to_be_the_same(statement, folder):
    from cardkit.evidence.status import statuses
    from tests.evidence.helpers import FRESH, plainly, read

    most = digest_files(LocalFiles(folder), most=100)
    day = statement.finished.date()
    found = statuses(statement, read(folder), most, day)
    assert set(plainly(found).values()) == {"unverified"}
    assert "were not hashed now" in found["/details/layers"].reason.en
    with (folder / "model-00001-of-00002.safetensors").open("ab") as stream:
        stream.write(b"x")  # another size says enough
    cheap = digest_files(LocalFiles(folder), most=100)
    found = statuses(statement, read(folder), cheap, day)
    stale = {pointer for pointer, was in FRESH.items() if was != "unverified"}
    assert {p for p, s in plainly(found).items() if s == "stale"} == stale


def test_a_card_without_its_model_says_so(statement, folder):
    from tests.evidence.helpers import COPA, LAYERS, found

    for path in folder.glob("*.safetensors*"):
        path.unlink()
    (folder / "stray.py").write_text("")
    statuses = found(statement, folder)
    assert statuses[LAYERS].status == "unverified"
    assert "not at hand" in statuses[LAYERS].reason.en
    assert statuses[COPA].status == "stale"  # the code did change


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text("{}")
    folder = tmp_path / "m"
    folder.mkdir()
    (folder / "config.json").symlink_to(secret)
    assert digest_files(LocalFiles(folder)).entries == ()


def test_names_that_leave_the_folder_are_refused():
    with pytest.raises(UnreadableFile, match=r"\.\./m\.gguf"):
        digest_files(Hub({"../m.gguf": b"w"}, {}))


def test_a_file_that_changes_meanwhile(tmp_path):
    path = tmp_path / "m.gguf"
    path.write_bytes(b"a" * 10)
    files = LocalFiles(tmp_path)
    path.write_bytes(b"a" * 11)
    with pytest.raises(UnreadableFile, match="changed while it was read"):
        digest_files(files)
    path.unlink()
    path.symlink_to(tmp_path / "other")
    with pytest.raises(UnreadableFile):
        digest_files(files)


def test_the_digest_of_a_model_binds_names():
    one, two = (FileDigest(n, 1, s * 32, "weights") for n, s in (("a", "aa"), ("b", "bb")))
    swapped = [FileDigest("a", 1, "bb" * 32, "weights"), FileDigest("b", 1, "aa" * 32, "weights")]
    assert model_digest([one, two]) == model_digest([two, one])
    assert model_digest([one, two]) != model_digest(swapped)


def test_large_files_are_hashed_in_parallel_with_progress(tmp_path):
    contents = [os.urandom(PIECE + 17), b"", os.urandom(3 * PIECE)]
    paths = [tmp_path / str(i) for i in range(3)]
    for path, data in zip(paths, contents, strict=True):
        path.write_bytes(data)
    heard, threads = [], set()

    def advance(count):
        heard.append(count)
        threads.add(threading.get_ident())

    assert sha256_of(paths, advance) == [sha(data) for data in contents]
    assert sum(heard) == sum(map(len, contents))
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("cached", [False, True], ids=["beside", "in-a-repository"])
def test_a_link_of_the_author_names_no_digest(tmp_path, cached):
    """A swapped shard behind a link named like the old one: only a hub's own cache is believed."""
    model = tmp_path / "models--org--m"
    snapshot = model / "snapshots" / ("c" * 40) if cached else model
    blobs = model / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    if cached:
        (tmp_path / ".git").mkdir()
    (blobs / ("ab" * 32)).write_bytes(b"swapped")
    (snapshot / "m.safetensors").symlink_to(blobs / ("ab" * 32))
    assert digest_files(LocalFiles(snapshot)).entries[0].sha256 == sha(b"swapped")


def test_the_tokenizer_of_mistral_is_one():
    assert group_of("tekken.json") == "tokenizer"
