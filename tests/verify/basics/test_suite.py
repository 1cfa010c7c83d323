"""The suite that cardkit generates: the same bytes everywhere, and right answers that are right."""

import calendar
import json
import os
import re
import string
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from cardkit.catalog.harness_tasks import find_harness_task
from cardkit.catalog.tasks import benchmarks
from cardkit.errors import UsageError
from cardkit.verify.basics.draw import Draw
from cardkit.verify.basics.suite import SUITE, digest, write
from cardkit.verify.basics.words import HE, IT, MEASURED, PEOPLE, SHE, THEY, THINGS

ROOT = Path(__file__).parents[3]
ITEMS = {basic.id.removeprefix("basics_"): basic.items() for basic in SUITE}
CIRCLE = {
    name: (i, len(names))
    for names in (calendar.day_name, calendar.month_name[1:], string.ascii_uppercase)
    for i, name in enumerate(names)
}
IDS = [basic.id for basic in SUITE]


@pytest.mark.parametrize("basic", SUITE, ids=IDS)
def test_the_bytes_are_those_whose_scores_were_measured(basic):
    assert digest(basic.text()) == basic.sha256


def test_other_hash_seeds_and_optimisation_change_nothing():
    code = (
        "from cardkit.verify.basics.suite import SUITE, digest\n"
        "print(all(digest(basic.text()) == basic.sha256 for basic in SUITE))"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-OO", "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "True\n"


@pytest.mark.parametrize("basic", SUITE, ids=IDS)
def test_items_are_as_many_as_the_registry_says_and_differ(basic):
    lines = basic.text().splitlines()
    assert len(lines) == len(set(lines)) == basic.n
    known = benchmarks()[basic.id]
    assert (known.n, known.averaging) == (basic.n, "micro")
    assert find_harness_task("lm-eval", basic.id).task == basic.id


@pytest.mark.parametrize(("name", "chance"), [("agreement", 2), ("arithmetic", 4)])
def test_right_choices_stand_at_every_place_alike(name, chance):
    items = ITEMS[name]
    places = Counter(item["gold"] for item in items)
    assert sorted(places) == list(range(chance))
    assert max(places.values()) < 1.25 * len(items) / chance
    assert all(len(set(item["choices"])) == chance for item in items)
    assert benchmarks()[f"basics_{name}"].chance * chance == 1


@pytest.mark.parametrize(("name", "chance"), [("pronouns", 2), ("measure_words", 4)])
def test_right_contexts_stand_at_every_place_alike(name, chance):
    items = ITEMS[name]
    places = Counter(item["gold"] for item in items)
    assert sorted(places) == list(range(chance))
    assert max(places.values()) < 1.25 * len(items) / chance
    assert all(len(set(item["context_options"])) == chance for item in items)
    assert benchmarks()[f"basics_{name}"].chance * chance == 1


def test_the_right_verb_has_the_number_of_the_subject():
    number = {one: i for pair in (*PEOPLE, *THINGS) for i, one in enumerate(pair)}
    for item in ITEMS["agreement"]:
        subject = number[item["query"].split()[1]]
        verb = item["choices"][item["gold"]].split()[0]
        assert subject == {"is": 0, "was": 0, "has": 0, "are": 1, "were": 1, "have": 1}[verb]


def test_only_the_right_subject_fits_the_pronoun():
    groups = {"she": SHE, "he": HE, "it": IT, "they": THEY}
    for item in ITEMS["pronouns"]:
        fitting = groups[item["continuation"].split()[0]]
        fits = [
            any(re.search(rf"\b{subject}\b", context, re.I) for subject in fitting)
            for context in item["context_options"]
        ]
        assert fits[item["gold"]]
        assert sum(fits) == 1


def test_only_the_right_measure_word_goes_with_the_noun():
    for item in ITEMS["measure_words"]:
        noun = item["continuation"].removesuffix("。")
        fits = [noun in MEASURED[context[-1]] for context in item["context_options"]]
        assert fits[item["gold"]]
        assert sum(fits) == 1


def test_a_noun_has_one_measure_word():
    nouns = Counter(noun for nouns in MEASURED.values() for noun in nouns)
    assert set(nouns.values()) == {1}


def test_only_the_right_sum_is_right():
    for item in ITEMS["arithmetic"]:
        a, sign, b, _ = item["query"].split()
        result = {"+": int(a) + int(b), "-": int(a) - int(b), "*": int(a) * int(b)}[sign]
        assert result >= 0
        assert [choice == str(result) for choice in item["choices"]].index(True) == item["gold"]


def test_the_list_is_said_again():
    for item in ITEMS["copying"]:
        first, second = f"{item['context']} {item['continuation']}".split("\n")
        assert first.partition(": ")[2] == second.partition(": ")[2]


def test_the_answer_is_the_next_of_the_series():
    for item in ITEMS["succession"]:
        shown = item["context"].removesuffix(",").partition(": ")[2].split(", ")
        assert item["aliases"] == [item["answer"]]
        series = [*shown, item["answer"]]
        places = [int(s) if s.isdecimal() else CIRCLE[s][0] for s in series]
        size = CIRCLE[series[0]][1] if series[0] in CIRCLE else 10**9
        steps = {(b - a) % size for a, b in pairwise(places)}
        assert len(steps) == 1
        assert steps != {0}


def test_draws_are_without_bias():
    draw = Draw("test")
    counts = Counter(draw.below(3) for _ in range(3000))
    assert all(abs(count - 1000) < 4 * (3000 * 2 / 9) ** 0.5 for count in counts.values())
    orders = Counter("".join(draw.some("abc", 3)) for _ in range(3000))
    assert len(orders) == 6
    assert all(abs(count - 500) < 4 * (3000 * 5 / 36) ** 0.5 for count in orders.values())


def test_files_are_written_whole_in_the_layout_of_llm_foundry(tmp_path):
    paths = write(tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [basic.file for basic in SUITE]
    for path, basic in zip(paths, SUITE, strict=True):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert rows == basic.items()
    assert sorted(tmp_path.rglob("*.tmp")) == []
    assert write(tmp_path / "new" / "folder") == paths


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as caught:
        write(tmp_path / "file" / "folder")
    assert "cannot make the folder" in caught.value.message.en
    assert "无法创建目录" in caught.value.message.zh


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_script_writes_the_items_or_says_why_not(tmp_path, language):
    script = ROOT / "docs" / "basics.py"
    settings = os.environ | {"PYTHONPATH": str(ROOT), "CARDKIT_LANG": language}

    def run(folder):
        return subprocess.run(
            [sys.executable, script, folder],
            env=settings,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    done = run(tmp_path / "data")
    assert done.returncode == 0
    assert [Path(line).name for line in done.stdout.splitlines()] == [b.file for b in SUITE]
    (tmp_path / "file").touch()
    failed = run(tmp_path / "file" / "data")
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert {"en": "cannot make the folder", "zh": "无法创建目录"}[language] in failed.stderr
    assert "Traceback" not in failed.stderr
