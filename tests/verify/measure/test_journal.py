"""What a killed run leaves on disk, and every reason not to go on from it."""

import os

import pytest

from cardkit.errors import UsageError
from cardkit.verify.measure import journal as module
from cardkit.verify.measure.events import Scoring
from cardkit.verify.measure.journal import begin, grouped, resume
from tests.verify.measure.helpers import answers, asking

KEY = "ab" * 32
FILES = {"model.safetensors": "cd" * 32}
FACTS = {"device_name": "cpu", "dtype": "float32", "torch": "2.13", "threads": "1"}
TOLD = Scoring(FACTS, FILES)
ONE = answers(asking(), (3, 1), "10")
TWO = answers(asking(name="b"), (5,), "1")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "runs" / "j.jsonl"
    journal = begin(path, KEY, "salt")
    journal.read_from(TOLD)
    journal.add(ONE)
    journal.add(TWO)
    journal.close()
    return path


def gone_on(path):
    journal, salt, found = resume(path, KEY)
    journal.close()
    return salt, found


def test_answers_come_back_as_they_were(path):
    assert gone_on(path) == ("salt", [ONE, TWO])
    assert grouped([ONE, TWO, ONE]) == {"toy": (ONE, ONE), "b": (TWO,)}
    assert not list(path.parent.glob(".*"))


def test_every_answer_is_on_disk_before_the_next(path):
    journal, _, _ = resume(path, KEY)
    journal.add(TWO)
    assert path.read_bytes().endswith(b"}\n")
    assert len(path.read_text().splitlines()) == 5
    journal.close()


@pytest.mark.parametrize("cut", [1, 2, 20])
def test_a_line_that_was_cut_off_is_dropped_and_written_over(path, cut):
    path.write_bytes(path.read_bytes()[:-cut])
    journal, _, found = resume(path, KEY)
    assert found == [ONE]
    journal.add(TWO)
    journal.close()
    assert gone_on(path) == ("salt", [ONE, TWO])


def test_a_run_that_was_killed_before_the_model_was_there_goes_on(tmp_path):
    path = tmp_path / "j.jsonl"
    begin(path, KEY, "salt").close()
    journal, salt, found = resume(path, KEY)
    assert (salt, found) == ("salt", [])
    journal.read_from(TOLD)
    journal.add(ONE)
    journal.close()
    assert gone_on(path) == ("salt", [ONE])


def test_without_a_journal_there_is_nothing_to_go_on_from(tmp_path):
    assert resume(tmp_path / "none.jsonl", KEY) is None


def message(path, key=KEY):
    with pytest.raises(UsageError) as caught:
        resume(path, key)
    assert "--resume" in caught.value.hint.en
    return caught.value.message.en.replace(str(path), "J")


def test_another_run_is_refused(path):
    assert message(path, "00" * 32) == (
        "the journal `J` belongs to another run: card, model, data or settings differ"
    )


@pytest.mark.parametrize(
    "told",
    [
        Scoring(FACTS, {"model.safetensors": "ee" * 32}),
        Scoring(FACTS, {}),
        Scoring({**FACTS, "dtype": "bfloat16"}, FILES),
        Scoring({**FACTS, "device_name": "Ascend910B"}, FILES),
        Scoring({**FACTS, "torch": "2.14"}, FILES),
    ],
)
def test_answers_of_another_model_or_device_are_not_gone_on_from(path, told):
    journal, _, _ = resume(path, KEY)
    with pytest.raises(UsageError, match="come from other files of the model, or from another"):
        journal.read_from(told)
    journal.close()


def test_the_number_of_threads_may_differ(path):
    journal, _, _ = resume(path, KEY)
    journal.read_from(Scoring({**FACTS, "threads": "2"}, FILES))
    journal.close()


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (1, b"{}"),
        (1, b"[]"),
        (1, b"\xff\xfe"),
        (1, b'{"version": 1, "key": "' + KEY.encode() + b'"}'),
        (2, b'{"model": 3}'),
        (2, b'{"model": {}, "facts": 1}'),
        (3, b'{"asking": "toy"}'),
        (3, b"not json"),
        (3, b""),
        (3, b"[" * 100_000),
        (4, b'{"asking": 1, "items": "x"}'),
    ],
)
def test_a_damaged_line_is_named(path, number, line):
    lines = path.read_bytes().splitlines()
    lines[number - 1] = line
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert message(path) == f"the journal `J` is damaged at line {number}"


def test_an_empty_file_is_damaged(path):
    path.write_bytes(b"")
    assert message(path) == "the journal `J` is damaged at line 1"


def test_a_huge_file_is_not_read(path, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 100)
    assert message(path) == "the journal `J` is larger than 100 bytes and is not read"


def test_what_is_no_journal_is_left_as_it_is(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("# Tiny\n")
    with pytest.raises(UsageError, match="is no journal; it is left as it is"):
        begin(card, KEY, "salt")
    assert card.read_text() == "# Tiny\n"
    assert list(tmp_path.iterdir()) == [card]


def test_an_older_journal_is_replaced(path):
    begin(path, "00" * 32, "other").close()
    assert len(path.read_text().splitlines()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot write the journal"):
        begin(tmp_path / "j.jsonl", KEY, "salt")


def test_a_place_that_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write the journal"):
        begin(tmp_path / "file" / "j.jsonl", KEY, "salt")


class FullDisk:
    def write(self, _data):
        raise OSError(28, "No space left on device")

    def close(self):
        self.write(b"")


def test_a_full_disk_is_one_line(path):
    journal = module.Journal(path, FullDisk(), {})
    with pytest.raises(UsageError, match=r"cannot write the journal .*No space left"):
        journal.add(ONE)
    journal.close()
