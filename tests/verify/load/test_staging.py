"""What a publisher's folder holds beside the weights that count never reaches a loader."""

import json
import pickle
import shutil
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")
safetensors = pytest.importorskip("safetensors.torch")

from cardkit.verify.load.files import inspect  # noqa: E402 - after the skip
from cardkit.verify.load.staging import has_tokenizer, stage  # noqa: E402 - after the skip
from tests.verify.load.families import build  # noqa: E402 - after the skip
from tests.verify.load.test_checks import change, configure, run  # noqa: E402 - after the skip

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries warn as they please
SECRET = "SECRET-0123456789"


@pytest.fixture
def llama(tmp_path):
    folder = tmp_path / "llama"
    build("llama", folder)
    return folder


def words(vocabulary):
    """Return a tokenizer.json of whole words."""
    model = {"type": "WordLevel", "vocab": vocabulary, "unk_token": "t0"}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": None, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": None,
        "decoder": None, "model": model,
    }  # fmt: skip


def write(path, value):
    path.write_text(json.dumps(value))


def tell(seen, remarks):
    """Return everything that a report would say."""
    said = [f"{r.message.en} {r.message.zh} {r.where}" for r in remarks.values()]
    return " ".join([*map(str, seen.values()), *said])


class Bomb:
    def __init__(self, canary):
        self.canary = canary

    def __reduce__(self):
        return (open, (str(self.canary), "w"))


def test_a_second_config_is_not_followed_to_a_pickle(llama, tmp_path):
    canary = tmp_path / "canary"
    (llama / "adapter_model.bin").write_bytes(pickle.dumps(Bomb(canary)))
    config = json.loads((llama / "config.json").read_text())
    write(llama / "config.5.0.0.json", {**config, "transformers_weights": "adapter_model.bin"})
    configure(llama, configuration_files=["config.5.0.0.json"])
    _, remarks, last = run(llama)
    assert (last, "config-renamed" in remarks) == ("files refused", True)
    assert not canary.exists()


def test_weights_beside_those_that_count_are_not_read(llama):
    """Transformers reads every file, were one called like a shard of a distributed checkpoint."""
    wrong = {
        k: v * float("nan") for k, v in safetensors.load_file(llama / "model.safetensors").items()
    }
    safetensors.save_file(wrong, llama / "shard-00005-model-00001-of-00001.safetensors")
    seen, _, last = run(llama)
    assert (last, seen["finite", "loaded"]) == ("memory done", True)


@pytest.mark.parametrize("named", ["link", "settings", "map"])
def test_no_file_outside_is_read_as_a_vocabulary(llama, tmp_path, named):
    secret = tmp_path / "secret.txt"
    secret.write_text("\n".join(f"{SECRET}-{i}" for i in range(64)))
    config = {"tokenizer_class": "BertTokenizer", "unk_token": f"{SECRET}-0"}
    if named == "link":
        (llama / "vocab.txt").symlink_to(secret)
    elif named == "settings":
        config |= {"vocab_file": str(secret)}
    else:
        write(llama / "special_tokens_map.json", {"vocab_file": str(secret), "vocab": str(secret)})
    config["unk_token"] = "[UNK]"
    write(llama / "tokenizer_config.json", config)
    seen, remarks, last = run(llama)
    assert last == "memory done"
    assert SECRET not in tell(seen, remarks)


def test_a_tokenizer_that_is_a_link_out_is_left_alone(llama, tmp_path):
    write(tmp_path / "secret.json", words({f"{SECRET}-{i}" if i else "t0": i for i in range(64)}))
    (llama / "tokenizer.json").symlink_to(tmp_path / "secret.json")
    seen, remarks, last = run(llama)
    assert (last, "link-outside" in remarks) == ("memory done", True)
    assert SECRET not in tell(seen, remarks)


def test_a_tokenizer_of_its_own_is_used(llama):
    write(llama / "tokenizer.json", words({f"t{i}": i for i in range(96)}))
    # What transformers itself writes where no length is known.
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": int(1e30)}
    write(llama / "tokenizer_config.json", config)
    seen, remarks, last = run(llama)
    assert (last, set(remarks)) == ("memory done", {"device-chosen"})
    assert seen["continuation", "loaded"].startswith("The capital of France is")


def test_a_vocabulary_of_endless_words_is_cut(llama):
    long = {f"\n::error::{'B' * 100_000}{i}" if i else "t0": i for i in range(96)}
    write(llama / "tokenizer.json", words(long))
    write(llama / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast"})
    seen, _, last = run(llama)
    assert last == "memory done"
    assert len(seen["continuation", "loaded"]) < 310


def test_code_of_a_tokenizer_is_said_in_a_sentence_of_our_own(llama):
    maps = {"AutoTokenizer": ["tokenization_x.T", None]}
    write(llama / "tokenizer_config.json", {"tokenizer_class": "T", "auto_map": maps})
    _, remarks, last = run(llama)
    assert last == "memory done"
    assert "whose code is never run" in remarks["tokenizer-unloaded"].message.en


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000, "\xff"])
def test_settings_of_a_tokenizer_that_cannot_be_read(llama, text):
    write(llama / "tokenizer.json", words({f"t{i}": i for i in range(96)}))
    (llama / "tokenizer_config.json").write_text(text, encoding="latin-1")
    _, remarks, last = run(llama)
    assert (last, "tokenizer-unloaded" in remarks) == ("memory done", True)


def test_only_what_was_inspected_is_staged(llama, tmp_path):
    model = transformers.AutoModelForCausalLM.from_pretrained(llama)
    shutil.rmtree(llama)
    model.save_pretrained(llama, max_shard_size="60KB")
    for name in ("modeling_x.py", "pytorch_model.bin", "notes.txt", "shard-1.safetensors"):
        (llama / name).write_text("x")
    write(llama / "generation_config.json", {"num_beams": 9})
    configure(llama, auto_map={"AutoConfig": "x.X"}, _name_or_path="/etc/passwd")
    room = tmp_path / "room"
    room.mkdir()
    found = inspect(llama)
    assert stage(found, room) == []
    index = "model.safetensors.index.json"
    assert {p.name for p in room.iterdir()} == {"config.json", index, *found.files}
    assert json.loads((room / index).read_text())["weight_map"] == found.places
    config = json.loads((room / "config.json").read_text())
    assert not {"auto_map", "_name_or_path"} & set(config)
    assert config["hidden_size"] == 32
    assert not has_tokenizer(room)
    assert all((room / name).samefile(llama / name) for name in found.files)


def test_the_room_is_gone_when_the_run_is(llama, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    change(llama, **{"model.norm.weight": None})
    for folder in (llama, tmp_path / "nothing"):
        run(folder)
        assert list(Path(scratch).iterdir()) == []
