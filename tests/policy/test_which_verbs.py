"""The table of docs/policy.md: which verbs a policy decides for, and what their exit code 1 is."""

import re
import shutil
from pathlib import Path

import click
import pytest

from cardkit.cli.main import _VERBS, cli
from tests.building.conftest import honest, place  # noqa: F401 - fixtures
from tests.cli.helpers import run
from tests.cli.test_translate import CARD as TO_TRANSLATE
from tests.cli.test_translate import exported, fill
from tests.diff.versions.helpers import LARCH, LARCH_ZH
from tests.policy.helpers import BAD
from tests.results.test_cli_results import results_file

PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z -]+)` \| (yes|in part|no)\b([^|]*)\| ([^|]+) \|$", re.MULTILINE)
ROWS = {verb: (policy, code.strip()) for verb, policy, _, code in ROW.findall(PAGE)}
BROKEN = "fail-on = 3\n"
SCORES = "# Larch\n\n## Evaluation\n\n| Task | Score |\n| --- | --- |\n| larch_colors | 0.9 |\n"

TRIES = {
    "validate": "validate README.md",
    "audit": "audit .",
    "diff": "diff README.md README_zh.md",
    "build": "build README.md --model . -o out",
    "evidence check": "evidence check m.card.yaml",
    "render": "render m.card.yaml --evidence verification.json -o out",
    "verify": "verify m.card.yaml --model model --spec-only",
    "check-results": "check-results scores.md results.json",
    "translate": "translate m.card.yaml --to zh",
    "results": "results results.json",
    "compare": "compare 7b",
    "export": "export m.card.yaml --to cyclonedx -o bom.json",
    "disclosure": "disclosure m.card.yaml --profile mof",
    "import": "import README.md -o new.card.yaml",
    "init": "init",
    "explain": "explain MET101",
    "schema": "schema",
    "env": "env",
    "evidence show": "evidence show verification.json",
    "evidence sign": "evidence sign verification.json --key k.key",
    "evidence keygen": "evidence keygen k",
}
"""A run of each verb in `folder`, of which only the policy matters here."""


def verbs():
    """Return every verb of the command line, those of groups with their group's name."""
    for name in _VERBS:
        found = cli.get_command(click.Context(cli), name)
        if isinstance(found, click.Group):
            here = click.Context(found)
            for sub in found.list_commands(here):
                yield f"{name} {sub}", found.get_command(here, sub)
        else:
            yield name, found


COMMANDS = dict(verbs())


@pytest.fixture
def folder(place):  # noqa: F811 - the fixture's name
    """A folder with something for every verb, and evidence that is good."""
    (place / "README.md").write_text(LARCH, encoding="utf-8")
    (place / "README_zh.md").write_text(LARCH_ZH, encoding="utf-8")
    (place / "m.card.yaml").write_text((place / "tiny.card.yaml").read_text())
    (place / "model").mkdir()
    (place / "model" / "config.json").write_text('{"model_type": "llama"}')
    shutil.copy(results_file(), place / "results.json")
    (place / "scores.md").write_text(SCORES)
    return place


def test_the_table_has_every_verb_and_no_other():
    assert ROWS.keys() == COMMANDS.keys() == TRIES.keys()


@pytest.mark.parametrize("verb", COMMANDS)
def test_who_takes_a_policy_by_option_is_said_to_be_under_one(verb):
    options = {name for p in COMMANDS[verb].params for name in p.opts}
    policy, _ = ROWS[verb]
    assert ("--policy-from" in options) <= (policy != "no")
    assert ("--fail-on" in options) == (policy == "yes")


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_policy_that_cannot_be_read_stops_those_under_it_and_no_other(verb, folder):
    (folder / "cardkit.toml").write_text(BROKEN)
    done = run(*TRIES[verb].split(), cwd=folder)
    stopped = done.code == 2 and "cardkit.toml" in done.err
    assert stopped == (ROWS[verb][0] != "no"), done.err
    assert stopped or "cardkit.toml" not in done.err + done.out


def validates(folder):
    (folder / "README.md").write_text(BAD)


def disagrees(folder):
    (folder / "README_zh.md").write_text(LARCH_ZH.replace("0.4810", "0.4910"), encoding="utf-8")


def contradicts(folder):
    card = folder / "m.card.yaml"
    card.write_text(card.read_text().replace("layers: 2", "layers: 3"))
    (folder / "model" / "config.json").write_text('{"model_type":"llama","num_hidden_layers":2}')


def refused(folder):
    (folder / "verification.json").write_text("{}")


def translated(folder):
    (folder / "a.card.yaml").write_text(TO_TRANSLATE, encoding="utf-8")
    path = exported(folder)
    fill(path, {"It has 7 billion parameters.": "参数量为 7 亿。"})


ONES = {
    "validate": (validates, "validate README.md"),
    "audit": (validates, "audit README.md"),
    "diff": (disagrees, "diff README.md README_zh.md"),
    "build": (validates, "build README.md --model . -o out"),
    "evidence check": (refused, "evidence check m.card.yaml"),
    "render": (refused, "render m.card.yaml --evidence verification.json -o out"),
    "verify": (contradicts, "verify m.card.yaml --model model --spec-only"),
    "check-results": (lambda _: None, "check-results scores.md results.json"),
    "translate": (translated, "translate a.card.yaml --import a.xliff"),
}


@pytest.mark.parametrize("verb", ONES)
def test_exit_code_1_is_what_the_table_says(verb, folder):
    prepare, words = ONES[verb]
    prepare(folder)
    done = run(*words.split(), cwd=folder)
    assert done.code == 1, done.out + done.err
    assert ROWS[verb][1] != "never"


def test_the_others_are_said_to_have_none():
    never = {verb for verb, (_, code) in ROWS.items() if code == "never"}
    assert never == COMMANDS.keys() - ONES.keys()
    for verb in never:
        said = run(*verb.split(), "--help", columns=200).out
        assert not re.search(r"Exit codes:[^\n]* 1 ", said)


@pytest.mark.parametrize("verb", ["validate", "audit", "diff", "build"])
def test_fail_on_of_the_policy_decides_for_each(verb, folder):
    prepare, words = ONES[verb]
    prepare(folder)
    (folder / "cardkit.toml").write_text('fail-on = "never"\n')
    done = run(*words.split(), cwd=folder)
    if verb == "build":  # it goes on, to what the model says
        assert "2/3" in done.err
    else:
        assert done.code == 0, done.out + done.err


def test_what_render_calls_errors_is_decided_by_the_policy(tmp_path):
    (tmp_path / "README.md").write_text(BAD)
    words = ("render", "README.md", "--lang", "en")
    assert "has errors (1)" in run(*words, cwd=tmp_path).err
    (tmp_path / "cardkit.toml").write_text('profiles = ["o"]\n[profile.o]\nMET101 = "note"\n')
    assert "has errors" not in run(*words, cwd=tmp_path).err
    (tmp_path / "cardkit.toml").write_text(BROKEN)
    done = run(*words, cwd=tmp_path)
    assert (done.code, "has errors (1)" in done.err) == (0, True)
