"""A finding's pointer is what a waiver takes; a waiver that misses is told the nearest."""

import json

import pytest

from cardkit.policy.pointers import pointer_of, points_at
from tests.cli.helpers import run
from tests.policy.helpers import BAD, TODAY, WAIVER, repository

SCORES = """---
license: apache-2.0
language: [en]
---

# Larch-3B

An invented model.

## Evaluation

| Task | Score |
| --- | --- |
| MMLU | 158.2 |
| GSM8K | 41.0 |
| ARC-Challenge | 141.0 |
"""


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("CARDKIT_TODAY", TODAY.isoformat())


def found(folder, *words):
    done = run("validate", "README.md", *words, "--output-format", "json", cwd=folder)
    return json.loads(done.out)["findings"]


def waiver(**changes):
    keys = {
        "rule": "SCR102",
        "card": "README.md",
        "pointer": "/evaluations/0/score",
        "reason": "GOV-12",
        "owner": "eval@example.org",
    } | changes
    lines = [f'{key} = "{value}"' for key, value in keys.items() if value is not None]
    return "\n".join(["[[waiver]]", *lines, "expires = 2027-01-31", ""])


def test_each_pointer_that_json_gives_covers_its_finding_and_no_other(tmp_path):
    repository(tmp_path, card=SCORES)
    findings = found(tmp_path)
    named = [f for f in findings if f["pointer"] is not None]
    assert {"SCR102"} <= {f["code"] for f in named}
    for finding in named:
        assert points_at(finding["pointer"], tuple(finding["path"]))
        (tmp_path / "cardkit.toml").write_text(
            waiver(rule=finding["code"], pointer=finding["pointer"])
        )
        waived = [f for f in found(tmp_path) if f["suppression"] is not None]
        assert [(f["code"], f["pointer"]) for f in waived] == [
            (finding["code"], finding["pointer"])
        ]


def test_where_no_pointer_covers_json_says_none_and_the_fingerprint_does(tmp_path):
    repository(tmp_path, card=BAD)
    (whole,) = [f for f in found(tmp_path) if f["code"] == "STR101"]
    assert (whole["path"], whole["pointer"]) == ([], None)
    (tmp_path / "cardkit.toml").write_text(
        waiver(rule="STR101", pointer=None, fingerprint=whole["fingerprint"])
    )
    (covered,) = [f for f in found(tmp_path) if f["suppression"] is not None]
    assert covered["code"] == "STR101"


def finding_at(tmp_path, path, members=()):
    from dataclasses import replace

    from tests.policy.helpers import report_of

    repository(tmp_path)
    return replace(report_of(tmp_path / "README.md").findings[0], path=path, members=members)


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        (("comparison", "groups", 0, "rows", 12), "/comparison/groups/0/rows/12"),
        (("extra", "a/b~c"), "/extra/a~1b~0c"),
        (("extra", "中文"), "/extra/中文"),
        (("extra", "*"), None),
        (("extra", "a\nb"), None),
        (("extra", ""), None),
        (("extra", "x" * 300), None),
        ((), None),
    ],
)
def test_a_pointer_is_escaped_and_one_that_no_waiver_takes_is_none(tmp_path, path, pointer):
    found = finding_at(tmp_path, path)
    assert pointer_of(found) == pointer
    if pointer is not None:
        assert points_at(pointer, path)


def test_a_finding_about_several_places_has_none(tmp_path):
    two = ((("scores", 0), "1"), (("scores", 1), "2"))
    assert pointer_of(finding_at(tmp_path, ("scores", 0), two)) is None
    assert pointer_of(finding_at(tmp_path, ("scores", 0), two[:1])) == "/scores/0"


NEAR_EN = "covers nothing at `{}`; the nearest finding is at `{}`"
NEAR_ZH = "针对 README.md 中规则 SCR102 的豁免在 `{}` 处没有覆盖任何问题，最接近的问题在 `{}`"


@pytest.mark.parametrize(
    ("pointer", "near"),
    [
        ("/comparison/rows/*", "/evaluations/0/score"),
        ("/evaluations/2", "/evaluations/2/score"),
        ("/evaluations/*", "/evaluations/0/score"),
        ("/evaluations/9/score", "/evaluations/0/score"),
    ],
)
def test_a_waiver_that_misses_is_told_the_nearest(tmp_path, pointer, near):
    repository(tmp_path, waiver(pointer=pointer), card=SCORES)
    (idle,) = [f for f in found(tmp_path) if f["code"] == "POL102"]
    assert NEAR_EN.format(pointer, near) in idle["message"]
    assert idle["message_zh"] == NEAR_ZH.format(pointer, near)
    assert idle["help"].startswith(f'write `pointer = "{near}"`')
    assert f'请改为 `pointer = "{near}"`' in idle["help_zh"]


def test_what_another_waiver_covers_is_nobody_s_nearest(tmp_path):
    both = waiver() + waiver(pointer="/evaluations/0") + waiver(pointer="/evaluations/2/score")
    repository(tmp_path, both, card=SCORES)
    (idle,) = [f for f in found(tmp_path) if f["code"] == "POL102"]
    assert idle["message"] == "the waiver of SCR102 for README.md covers nothing"
    assert idle["message_zh"] == "针对 README.md 中规则 SCR102 的豁免没有覆盖任何问题"
    assert (idle["help"], idle["help_zh"]) == ("delete it", "请删除该豁免")


def test_a_finding_that_no_pointer_names_is_named_by_its_fingerprint(tmp_path):
    repository(tmp_path, WAIVER.replace("MET101", "STR101"))
    findings = found(tmp_path)
    (whole,) = [f for f in findings if f["code"] == "STR101"]
    (idle,) = [f for f in findings if f["code"] == "POL102"]
    assert idle["message"].endswith(f"its fingerprint is {whole['fingerprint']}")
    assert f'请用 `fingerprint = "{whole["fingerprint"]}"` 代替 `pointer`' in idle["help_zh"]


def test_audit_says_it_too(tmp_path):
    repository(tmp_path, waiver(pointer="/evaluations/2"), card=SCORES)
    done = run("audit", ".", "-j1", "--output-format", "json", cwd=tmp_path)
    (idle,) = [f for f in json.loads(done.out)["policy"] if f["code"] == "POL102"]
    assert idle["message"].endswith("the nearest finding is at `/evaluations/2/score`")
