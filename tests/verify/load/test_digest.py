"""What was loaded, to the byte."""

import hashlib
import json

import pytest

from cardkit.verify.load.digest import converted_from, digests

SHA256 = hashlib.sha256(b"gguf").hexdigest()


@pytest.fixture
def folder(tmp_path):
    for name in ("model.safetensors", "config.json", "vocab.txt", "notes.md"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_weights_configs_and_tokenizers_are_hashed(folder):
    found = digests(folder, ["model.safetensors"], None)
    assert found == {
        name: hashlib.sha256(name.encode()).hexdigest()
        for name in ("model.safetensors", "config.json", "vocab.txt")
    }


def test_a_gguf_file_is_all_of_its_model(folder):
    (folder / "m.gguf").write_bytes(b"gguf")
    assert digests(folder, (), "m.gguf") == {"m.gguf": SHA256}


def test_links_out_of_the_folder_are_not_read(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.json"
    outside.write_text("secret")
    (folder / "tokenizer.json").symlink_to(outside)
    (folder / "converted-from.json").symlink_to(outside)
    assert set(digests(folder, [], None)) == {"config.json", "vocab.txt"}
    assert converted_from(folder) is None


def test_the_file_that_weights_were_made_from(folder):
    told = {"file": "m.gguf", "sha256": SHA256}
    (folder / "converted-from.json").write_text(json.dumps(told))
    assert converted_from(folder) == ("m.gguf", SHA256)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        '{"file": 1, "sha256": "x"}',
        '{"file": "m.gguf", "sha256": "ABC"}',
        " " * 70_000 + "{}",
    ],
)
def test_what_does_not_say_so_is_passed_over(folder, text):
    (folder / "converted-from.json").write_text(text)
    assert converted_from(folder) is None
