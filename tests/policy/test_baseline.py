"""The baseline: what it takes in, that it only shrinks, and what is no baseline of ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.errors import ConfigError
from cardkit.policy.baseline import Baseline, Key, read, write
from tests.cli.helpers import run
from tests.policy.helpers import BAD, repository

CONFIG = '[baseline]\nfile = ".cardkit-baseline.json"\n'
KEYS = st.builds(
    Key,
    st.text("abc/é模.", min_size=1, max_size=12).filter(
        lambda t: not t.startswith("/") and ".." not in t and t.strip("./")
    ),
    st.sampled_from(["MET101", "CK900", "AGG101"]),
    st.text("0123456789abcdef", min_size=16, max_size=16),
)


@given(st.dictionaries(KEYS, st.integers(1, 999_999), max_size=8))
def test_written_and_read_again(counts):
    text = write(Baseline(counts))
    assert read(text.encode(), "b.json").counts == counts
    assert text.isascii()


def test_a_finding_a_line_in_order():
    counts = {Key("b", "MET101", "0" * 16): 1, Key("a", "MET102", "1" * 16): 2}
    lines = write(Baseline(counts)).splitlines()
    assert [line.strip()[:12] for line in lines[3:5]] == ['{"card": "a"', '{"card": "b"']


def adopted(folder, config=CONFIG, card=BAD):
    repository(folder, config, card=card)
    done = run("validate", "README.md", "--write-baseline", "--fail-on", "note", cwd=folder)
    assert done.code == 0, done.out + done.err
    return folder / ".cardkit-baseline.json"


def test_what_was_there_passes_and_what_is_new_fails(tmp_path):
    place = adopted(tmp_path)
    entries = json.loads(place.read_text())["entries"]
    # MET101, and of STR101 an entry for each of five parts that the card lacks
    assert [e["rule"] for e in entries] == ["MET101"] + 5 * ["STR101"]
    assert run("validate", "README.md", "--fail-on", "note", cwd=tmp_path).code == 0
    (tmp_path / "README.md").write_text(BAD.replace("[en]", "[xq]"))
    done = run("validate", "README.md", "--output-format", "concise", cwd=tmp_path)
    assert done.code == 1
    assert done.out.count("MET10") == 1
    assert "MET103" in done.out


def test_lines_may_move(tmp_path):
    adopted(tmp_path)
    (tmp_path / "README.md").write_text(BAD.replace("---\nlic", "---\ntags: [a]\nlic"))
    assert run("validate", "README.md", "--fail-on", "note", cwd=tmp_path).code == 0


def test_a_second_of_its_kind_is_new(tmp_path):
    card = BAD + "\n## Limitations\n"
    adopted(tmp_path, card=card)
    (tmp_path / "README.md").write_text(card + "\n## Limitations\n")
    done = run(
        "validate", "README.md", "--fail-on", "warning", "--output-format=concise", cwd=tmp_path
    )
    assert done.code == 1
    assert done.out.count("STR102") == 1


def test_it_only_shrinks(tmp_path):
    place = adopted(tmp_path)
    before = json.loads(place.read_text())["entries"]
    mended_and_new = BAD.replace("apache", "apache-2.0").replace("[en]", "[xq]")
    (tmp_path / "README.md").write_text(mended_and_new)
    done = run("validate", "README.md", "--output-format=concise", cwd=tmp_path)
    assert "POL106" in done.out
    done = run("validate", "README.md", "--write-baseline", "--output-format=concise", cwd=tmp_path)
    assert done.code == 1
    assert "MET103" in done.out
    assert "findings not taken in, as the baseline only shrinks: 1" in done.err
    after = json.loads(place.read_text())["entries"]
    assert len(after) < len(before)
    assert {e["rule"] for e in after} == {"STR101"}
    assert "POL106" not in run("validate", "README.md", cwd=tmp_path).out


def test_it_grows_where_the_policy_says_so(tmp_path):
    place = adopted(tmp_path, CONFIG + "shrink-only = false\n")
    (tmp_path / "README.md").write_text(BAD.replace("[en]", "[xq]"))
    assert run("validate", "README.md", "--write-baseline", cwd=tmp_path).code == 0
    assert "MET103" in place.read_text()


def test_cards_and_rules_that_were_not_checked_keep_their_entries(tmp_path):
    (tmp_path / "other.md").write_text(BAD)
    repository(tmp_path, CONFIG)
    run("validate", "README.md", "other.md", "--write-baseline", cwd=tmp_path)
    place = tmp_path / ".cardkit-baseline.json"
    before = place.read_text()
    words = ("validate", "other.md", "--select", "CIT", "--write-baseline")
    assert run(*words, cwd=tmp_path).code == 0
    assert place.read_text() == before


def test_there_must_be_a_place_to_write_to(tmp_path):
    repository(tmp_path)
    done = run("validate", "README.md", "--write-baseline", cwd=tmp_path)
    assert done.code == 2
    assert "there is no policy, so no baseline" in done.err
    assert "[tool.cardkit.baseline]" in done.err
    repository(tmp_path, 'fail-on = "error"')
    done = run("validate", "README.md", "--write-baseline", cwd=tmp_path, language="zh")
    assert "`cardkit.toml` 未指定基线" in done.err


ENTRY = {"card": "a", "rule": "MET101", "fingerprint": "0" * 16, "count": 1}


@pytest.mark.parametrize(
    ("data", "en"),
    [
        ("", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "does not have the form"),
        ('{"version": 1, "version": 1, "entries": []}', "the key `version` stands twice"),
        ('{"version": 2, "entries": []}', "its version is 2, not 1"),
        ('{"version": 1, "entries": {}}', "does not have the form"),
        ('{"version": 1, "entries": [], "more": 1}', "does not have the form"),
        ('{"version": NaN, "entries": []}', "it is not JSON: NaN is no number"),
        ([ENTRY, ENTRY], "entry 2 repeats an earlier one"),
        ([ENTRY | {"card": "../../etc/passwd"}], "entry 1: the path `../../etc/passwd` leaves"),
        ([ENTRY | {"card": "/etc/passwd"}], "the path `/etc/passwd` leaves the folder"),
        ([ENTRY | {"card": "a\u202eb"}], r"the path `a\u{202e}b` leaves the folder"),
        ([ENTRY | {"count": 0}], "entry 1 has no rule, fingerprint or count that can be"),
        ([ENTRY | {"count": 1.0}], "entry 1 has no rule, fingerprint or count that can be"),
        ([ENTRY | {"count": True}], "entry 1 has no rule, fingerprint or count that can be"),
        ([ENTRY | {"fingerprint": "0" * 15 + "g"}], "entry 1 has no rule"),
        ([ENTRY | {"rule": "MET"}], "entry 1 has no rule"),
        ([{"card": "a"}], "entry 1 does not hold exactly card, rule, fingerprint, count"),
        (["a"], "entry 1 does not hold exactly"),
    ],
)
def test_what_is_no_baseline_is_refused(data, en):
    if isinstance(data, list):
        data = json.dumps({"version": 1, "entries": data})
    with pytest.raises(ConfigError) as caught:
        read(data.encode(), "b.json")
    assert en in caught.value.message.en
    assert caught.value.message.en.startswith("the baseline `b.json` is refused: ")
    assert caught.value.message.zh.startswith("基线 `b.json` 无法使用：")


def test_the_way_out_of_a_damaged_baseline_leads_out(tmp_path):
    place = adopted(tmp_path)
    whole = place.read_text()
    place.write_text("<<<<<<< HEAD\n" + whole)
    done = run("validate", "README.md", "--write-baseline", cwd=tmp_path)
    assert done.code == 2
    assert "delete it and run `--write-baseline`" in done.err
    place.unlink()
    assert run("validate", "README.md", "--write-baseline", cwd=tmp_path).code == 0
    assert place.read_text() == whole
