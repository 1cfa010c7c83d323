"""What is refused before a loader opens anything, and what a refusal says."""

import json
import os
import pickle
import struct

import pytest

from cardkit.errors import CannotLoad
from cardkit.verify.load.files import inspect
from cardkit.verify.spec.weights import INDEX


def header(**tensors):
    text = json.dumps(tensors).encode()
    return struct.pack("<Q", len(text)) + text


WEIGHTS = header(w={"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}) + bytes(24)


@pytest.fixture
def folder(tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text('{"model_type": "llama"}')
    (model / "model.safetensors").write_bytes(WEIGHTS)
    return model


def refused(folder):
    with pytest.raises(CannotLoad) as caught:
        inspect(folder)
    assert "\n" not in caught.value.message.en
    assert caught.value.message.zh != caught.value.message.en
    return caught.value.kind


def test_a_sound_folder(folder):
    found = inspect(folder)
    assert (found.count, dict(found.elements), found.size) == (6, {"F32": 6}, len(WEIGHTS))
    assert found.remarks == ()


class Bomb:
    def __init__(self, canary):
        self.canary = canary

    def __reduce__(self):
        return (open, (str(self.canary), "w"))


def test_pickle_is_refused_unopened(folder, tmp_path):
    canary = tmp_path / "canary"
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(canary)))
    assert refused(folder) == "pickle-refused"
    assert not canary.exists()


def test_pickle_beside_safetensors_is_left_alone(folder, tmp_path):
    canary = tmp_path / "canary"
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(canary)))
    assert [r.kind for r in inspect(folder).remarks] == ["pickle-refused"]
    assert not canary.exists()


@pytest.mark.parametrize("cut", [0, 5, 8, 20, len(WEIGHTS) - 1])
def test_a_half_downloaded_file(folder, cut):
    (folder / "model.safetensors").write_bytes(WEIGHTS[:cut])
    assert refused(folder) == ("file-truncated" if cut > 90 else "header-truncated")


def test_a_header_of_a_terabyte(folder):
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", 2**40) + b"{}")
    assert refused(folder) == "header-too-large"


def test_an_lfs_pointer(folder):
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 4\n"
    (folder / "model.safetensors").write_text(text)
    assert refused(folder) == "lfs-pointer"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("model-00001-of-00002.safetensors", "shard-missing"),
        ("../../etc/passwd", "index-escapes"),
        ("/etc/passwd", "index-escapes"),
        ("..", "index-escapes"),
        ("", "index-escapes"),
        (3, "index-invalid"),
        ("sub/model.safetensors", "index-damaged"),
    ],
)
def test_an_index_that_names_what_is_not_there(folder, name, kind):
    (folder / "model.safetensors").unlink()
    if name == "sub/model.safetensors":
        (folder / "sub").mkdir()
        (folder / name).write_bytes(WEIGHTS)
    (folder / INDEX).write_text(json.dumps({"weight_map": {"w": name}}))
    assert refused(folder) == kind


def test_a_link_out_of_the_folder(folder, tmp_path):
    (tmp_path / "elsewhere").write_bytes(WEIGHTS)
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").symlink_to(tmp_path / "elsewhere")
    assert refused(folder) == "link-outside"


def test_the_links_of_a_hub_cache(tmp_path):
    model = tmp_path / "models--org--name"
    blobs, snapshot = model / "blobs", model / "snapshots" / "abc"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    (blobs / "1").write_bytes(WEIGHTS)
    (blobs / "2").write_text("{}")
    (snapshot / "model.safetensors").symlink_to("../../blobs/1")
    (snapshot / "config.json").symlink_to("../../blobs/2")
    assert inspect(snapshot).count == 6
    shared = tmp_path / "blobs" / "12"  # what models of one cache share, from huggingface_hub 2 on
    shared.mkdir(parents=True)
    (blobs / "1").rename(shared / "12ab")
    (blobs / "1").symlink_to("../../blobs/12/12ab")
    assert refused(snapshot) == "link-outside"
    (tmp_path / "blobs" / ".huggingface-shared-blobs").write_text("1\n")
    assert inspect(snapshot).count == 6


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (None, "no-config"),
        ("", "json-broken"),
        ("[]", "json-no-object"),
        ("[" * 200_000, "json-nested"),
        ('{"a":' * 200_000, "json-nested"),
        ('{"attn_implementation": "evil/kernels"}', "code-refused"),
        ('{"transformers_weights": "x.bin"}', "weights-renamed"),
        ('{"configuration_files": ["config.5.0.0.json"]}', "config-renamed"),
        ('{"text_config": {"transformers_weights": "x.bin"}}', "weights-renamed"),
        ('{"model_type": "llama", "model_type": "gpt2"}', "json-repeated-key"),
        ('{"text_config": {"_attn_implementation": "evil/kernels"}}', "code-refused"),
    ],
)
def test_a_config_that_cannot_be(folder, text, kind):
    (folder / "config.json").unlink()
    if text is not None:
        (folder / "config.json").write_text(text)
    assert refused(folder) == kind


def test_a_pipe_in_place_of_the_weights(folder):
    (folder / "model.safetensors").unlink()
    os.mkfifo(folder / "model.safetensors")
    assert refused(folder) == "not-a-plain-file"


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"), "index-missing"),
        (("a.safetensors", "b.safetensors"), "weights-several"),
        (("a.safetensors",), "no-weights"),
    ],
)
def test_weights_that_transformers_would_not_find(folder, names, kind):
    (folder / "model.safetensors").unlink()
    for i, name in enumerate(names):
        (folder / name).write_bytes(WEIGHTS.replace(b'"w"', b'"%d"' % i))
    assert refused(folder) == kind


def test_an_adapter_loads_its_base_from_elsewhere(folder):
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "evil/base"}')
    assert refused(folder) == "adapter-refused"


def test_no_weights_and_no_folder(folder, tmp_path):
    (folder / "model.safetensors").unlink()
    assert refused(folder) == "no-weights"
    assert refused(tmp_path / "nowhere") == "no-weights"
