"""The configuration: what is read, and each mistake with its file, line and sentence."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.errors import ConfigError
from cardkit.policy.config import Config, KeyFile
from cardkit.policy.keys import BASELINE, EVIDENCE, ROOT
from cardkit.policy.keys import WAIVER as WAIVER_KEYS
from cardkit.policy.parse import parse
from cardkit.policy.profiles import resolve
from cardkit.policy.toml_file import MAX_BYTES, TomlFile, read_toml
from cardkit.rules.finding import Severity
from cardkit.source.source import Source
from tests.cli.helpers import run

WHOLE = """
profiles = ["hf", "org"]
fail-on = "warning"
offline = true
languages = ["zh", "en"]
select = ["MET"]
ignore = ["MET107", "link-broken"]

[profile.org]
extends = ["strict"]
MET101 = "error"
"key-misspelt" = { severity = "note" }
MET109 = { severity = "warning", keys = ["tags"] }
AGG = "off"

[evidence]
require = "consistent"
unsigned = "error"
max-age-days = 180
trusted-keys = ["keys/a.pub", { file = "keys/b.pub", valid-from = 2026-01-01 }]

[[waiver]]
rule = "license-unknown"
card = "models/./a/README.md"
pointer = "/metadata/license"
fingerprint = "364679bf8e14f171"
reason = "GOV-12"
owner = "eval@example.org"
expires = 2027-01-31

[baseline]
file = ".cardkit-baseline.json"
shrink-only = false
"""


def parsed(text: str, name: str = "cardkit.toml") -> Config:
    return parse(read_toml(text.encode(), name), ())


def refused(text: str, name: str = "cardkit.toml") -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parsed(text, name)
    assert caught.value.message.zh
    return caught.value


def test_all_of_it_is_read():
    config = parsed(WHOLE)
    assert config.profiles == ("hf", "org")
    assert (config.fail_on, config.offline, config.languages) == ("warning", True, ("zh", "en"))
    assert (config.select, config.ignore) == (("MET",), ("MET107", "link-broken"))
    org = config.own_profiles["org"]
    assert org.extends == ("strict",)
    assert [(e.selector, e.level) for e in org.entries] == [
        ("MET101", Severity.ERROR),
        ("key-misspelt", Severity.NOTE),
        ("MET109", Severity.WARNING),
        ("AGG", "off"),
    ]
    assert org.entries[2].options == {"keys": ("tags",)}
    evidence = config.evidence
    assert (evidence.require, evidence.unsigned) == ("consistent", Severity.ERROR)
    assert evidence.max_age_days == 180
    assert evidence.trusted_keys == (
        KeyFile("keys/a.pub"),
        KeyFile("keys/b.pub", date(2026, 1, 1)),
    )
    (waiver,) = config.waivers
    assert (waiver.code, waiver.card) == ("MET101", "models/a/README.md")
    assert waiver.expires == date(2027, 1, 31)
    assert config.baseline is not None
    assert not config.baseline.shrink_only


def test_an_empty_file_is_an_empty_policy():
    assert parsed("") == Config()


@pytest.mark.parametrize(
    ("text", "en", "hint"),
    [
        (
            "fial-on = 'error'",
            "cardkit.toml:1: there is no key `fial-on`",
            "did you mean `fail-on`?",
        ),
        ("\nfail_on = 'error'", "cardkit.toml:2: there is no key `fail_on`", "`fail-on`?"),
        ("zzz = 1", "there is no key `zzz`", "keys: `profiles`, `fail-on`"),
        ("fail-on = 'errors'", "`fail-on` cannot be `errors`", "did you mean `error`?"),
        ("fail-on = true", "`fail-on` must be a text", None),
        ("profiles = 'hf'", "`profiles` must be a list of texts", None),
        ("profiles = ['']", "`profiles` is empty", None),
        ("offline = 'yes'", "`offline` must be true or false", None),
        ("languages = ['cn']", "`languages` cannot be `cn`; it takes `en`, `zh`", "`en`"),
        ("select = ['MTE']", "no rule is called `MTE`", None),
        ('ignore = ["\\u001b[2J"]', r"`ignore` cannot be `\u{1b}[2J`", None),
        ("[evidence]\nmax-age-days = 0", "cardkit.toml:2: `max-age-days` must be a whole", None),
        ("[evidence]\nmax-age-days = true", "`max-age-days` must be a whole", None),
        ("[evidence]\ntrusted-keys = ['../k.pub']", "`../k.pub` leaves the folder", "without `..`"),
        ("[evidence]\ntrusted-keys = [{}]", "has no `file`", None),
        ("[evidence]\nrequire = 'stale'", "`require` cannot be `stale`", None),
        *(
            (
                f"[evidence]\ntrusted-keys = ['k.pub']\nunsigned = '{level}'",
                f'cardkit.toml:3: `unsigned = "{level}"` says nothing beside `trusted-keys`',
                "leave `unsigned` out",
            )
            for level in ("off", "note", "warning")
        ),
        ("[baseline]", "cardkit.toml:1: [baseline] has no `file`", None),
        ("[baseline]\nfile = '/etc/passwd'", "`/etc/passwd` leaves the folder", None),
        ("[baseline]\nfile = 'a/../../b'", "`a/../../b` leaves the folder", None),
        ("[baseline]\nfile = 'C:\\\\b'", "leaves the folder", None),
        ("[profile.Org]\nMET = 'off'", "`Org` cannot be the name of a profile", None),
        ("[profile.hf]\nMET = 'off'", "`hf` is a profile that comes with cardkit", "extends"),
        (
            "[profile.o]\nlicence-unknown = 'off'",
            "cardkit.toml:2: no rule is called",
            "`license-unknown`",
        ),
        ("[profile.o]\nMET101 = 'fatal'", "there is no level `fatal`", '"warning"'),
        ("[profile.o]\nMET101 = 3", "`MET101` must be a level or a table", None),
        ("[profile.o]\nMET109 = {kyes = ['x']}", "MET109 has no option `kyes`", "`keys`"),
        ("[profile.o]\nMET101 = {keys = ['x']}", "MET101 has no option `keys`", "severity"),
        ("[profile.o]\nMET109 = {keys = ['licence']}", "`keys` cannot be `licence`", "`license`"),
        ("[profile.o]\nextends = 'hf'", "`extends` must be a list of texts", None),
        ("[profile]\no = 1", "`o` must be a table", None),
        ("ignore = ['MET101', 'EVD101']", "EVD101 cannot be turned off or lessened", None),
        ("[profile.o]\nCK900 = 'off'", "CK900 cannot be turned off or lessened", None),
        ("[profile.o]\nPOL104 = 'warning'", "POL104 cannot be turned off or lessened", None),
        ("waiver = 1", "`waiver` must be an array of tables", None),
    ],
)
def test_mistakes_are_told_with_a_place(text, en, hint):
    error = refused(text)
    assert en in error.message.en
    assert error.message.en.startswith("cardkit.toml:")
    if hint is not None:
        assert error.hint is not None
        assert hint in error.hint.en


WAIVER = {
    "rule": '"MET101"',
    "card": '"README.md"',
    "pointer": '"/metadata/license"',
    "reason": '"r"',
    "owner": '"o"',
    "expires": "2027-01-31",
}


def waiver_text(**changes: str | None) -> str:
    lines = [f"{k} = {v}" for k, v in (WAIVER | changes).items() if v is not None]
    return "\n".join(["[[waiver]]", *lines])


@pytest.mark.parametrize("key", ["rule", "card", "reason", "owner", "expires"])
def test_a_waiver_without_a_key_is_named(key):
    second = waiver_text() + "\n\n" + waiver_text(**{key: None})
    error = refused(second)
    assert error.message.en == f"cardkit.toml:9: waiver 2 has no `{key}`"
    assert error.message.zh == f"cardkit.toml:9：第 2 条豁免缺少 `{key}`"
    assert error.hint is not None
    assert error.hint.en.startswith(f"`{key}` is needed: ")
    assert error.hint.en.removeprefix(f"`{key}` is needed: ")[0].islower()
    assert error.hint.zh.startswith(f"须填写 `{key}`：")


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        (waiver_text(pointer=None), "1：第 1 条豁免既无 `pointer` 也无 `fingerprint`"),
        ("[baseline]", "1：[baseline] 缺少 `file`"),
        ("offline = 'yes'", "1：`offline` 必须是 true 或 false"),
        ("profiles = 'hf'", "1：`profiles` 必须是字符串数组"),
    ],
)
def test_what_does_not_fit_reads_well_in_chinese(text, zh):
    assert refused(text).message.zh.startswith(f"cardkit.toml:{zh}")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[tool.cardkit]\nprofiles = ['hf']", 1),
        ("\n[tool.cardkit.baseline]\nfile = 'b.json'", 2),
        ("fail-on = 'error'\ntool.cardkit.offline = true", 2),
        ("[tool]\ncardkit = {}", 1),
        ("[tool.cardkti]\nprofiles = ['hf']", 1),
    ],
)
def test_the_prefix_of_pyproject_is_not_for_cardkit_toml(text, line):
    error = refused(text, "models/cardkit.toml")
    place = f"models/cardkit.toml:{line}"
    assert error.message.en == f"{place}: there is no key `tool`"
    assert error.message.zh == f"{place}：没有 `tool` 这个键"
    assert error.hint is not None
    assert error.hint.en.startswith("drop `tool.cardkit`: in `cardkit.toml` keys stand at the top")
    assert "请去掉 `tool.cardkit` 前缀" in error.hint.zh


def test_an_unknown_table_is_found_on_the_line_of_what_stands_in_it():
    assert refused("\n[evidnce.x]\ny = 1").message.en.startswith("cardkit.toml:2: ")


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"expires": '"2027-01-31"'}, "`expires` must be a date without quotes"),
        ({"expires": "2027-01-31T00:00:00Z"}, "`expires` must be a date without quotes"),
        ({"owner": '" "'}, "`owner` is empty"),
        ({"reason": '""'}, "`reason` is empty"),
        ({"owner": '"\\u200b"'}, "`owner` is empty"),
        ({"owner": '"\\u3164"'}, "`owner` is empty"),
        ({"owner": '"-"'}, "`owner` is empty"),
        ({"reason": '"..."'}, "`reason` is empty"),
        ({"pointer": None}, "names neither `pointer` nor `fingerprint`"),
        ({"pointer": '"metadata/license"'}, "`pointer` cannot be `metadata/license`"),
        ({"pointer": None, "fingerprint": '"xyz"'}, "`fingerprint` cannot be `xyz`"),
        ({"rule": '"MET"'}, "a waiver is for one rule"),
        ({"rule": '"CK900"'}, "CK900 cannot be waived"),
        ({"rule": '"POL104"'}, "POL104 cannot be waived"),
        ({"card": '"../README.md"'}, "`../README.md` leaves the folder"),
        ({"ownr": '"o"'}, "there is no key `ownr`"),
        ({"card": '"*.md"'}, "a waiver is for one card; `*.md` is a pattern"),
        ({"card": '"models/?/README.md"'}, "`models/?/README.md` is a pattern"),
        ({"pointer": '"/**"'}, "`/**`: `*` stands alone, for any one number"),
        ({"pointer": '"/evaluations/**/score"'}, "`*` stands alone"),
        ({"pointer": '"/eval*/0/score"'}, "`*` stands alone"),
    ],
)
def test_a_waiver_that_does_not_fit(changes, en):
    error = refused(waiver_text(**changes))
    assert en in error.message.en
    assert error.message.zh != error.message.en


def test_a_star_is_one_number_and_a_bracket_is_a_bracket():
    parsed(waiver_text(pointer='"/comparison/groups/*/rows/*/label"', card='"[draft] README.md"'))


def test_more_waivers_than_anyone_reads():
    assert "more than 1000 waivers" in refused((waiver_text() + "\n") * 1001).message.en


@pytest.mark.parametrize(
    ("data", "en"),
    [
        (b"a = 1\na = 2\n", "cardkit.toml:2: not TOML: Cannot overwrite a value"),
        (b"fail-on = \n", "cardkit.toml:1: not TOML: Invalid value"),
        (b"a = '\xff'", "cardkit.toml:1: not UTF-8"),
        (b"x = " + b"[" * 60_000, "cardkit.toml:1: nested too deeply"),
        (b"\nx = " + b"[ " * 60_000, "cardkit.toml:2: nested too deeply"),
        (b"x = " + b"{a = " * 20_000, "nested too deeply"),
        (b"a" * 200_000, "not TOML"),
        (b"a." * 100_000 + b"=", "nested too deeply"),
        (b"x = " + b"9" * 9_000, "not TOML"),
        (b"#" * (MAX_BYTES + 1), "the file is larger than"),
        (b"a = '\x00'", "not TOML"),
    ],
)
def test_hostile_toml_is_refused_soon(data, en):
    with pytest.raises(ConfigError) as caught:
        read_toml(data, "cardkit.toml")
    assert en in caught.value.message.en


def test_places_in_headers_arrays_and_quoted_keys():
    text = "\n".join(
        ["[tool]", "x = 1", "[[tool.w]]", "a = 1", "[[tool.w]]", "a = 2", '[tool."b c".d]', "e = 1"]
    )
    file = read_toml(text.encode(), "x.toml")
    assert file.line(("tool", "w", 1, "a")) == 6
    assert file.line(("tool", "w", 0)) == 3
    assert file.line(("tool", "b c", "d", "e")) == 8
    assert file.line(("tool", "w", 1, "absent")) == 5
    assert file.line(("absent",)) is None


@pytest.mark.parametrize(
    "data", [b"a." * 100_000 + b"b = 1", b"[" + b"a." * 100_000 + b"b]", b"x = {" + b"a." * 60_000]
)
def test_long_keys_take_no_long_time(data):
    """Refused, or read and then unknown keys; either way within a second or so."""
    begun = time.process_time()
    with pytest.raises(ConfigError):
        parse(read_toml(data, "cardkit.toml"), ())
    assert time.process_time() - begun < 5


def test_places_are_found_in_linear_time():
    file = read_toml(b"a" * 200_000 + b" = 1", "cardkit.toml")
    begun = time.process_time()
    assert file.line(("a" * 200_000,)) == 1
    assert time.process_time() - begun < 2


NAMES = [key.name for table in (ROOT, EVIDENCE, WAIVER_KEYS, BASELINE) for key in table]
NAMES += ["extends", "severity", "keys", "MET101", "MET", "hf", "org", "CK900"]
SCALARS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["error", "off", "hf", "zh", "README.md", "/a/b", "MET109", "0" * 16]),
    st.integers(),
    st.booleans(),
    st.floats(),
    st.dates(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=5)), VALUES, max_size=5))
def test_whatever_it_says_it_is_a_policy_or_an_error(data):
    file = TomlFile(Source("", "cardkit.toml"), data)
    problem = None
    try:
        resolve(parse(file, ()), file, ())
    except ConfigError as error:
        problem = error.message
    if problem is not None:
        assert problem.en.startswith("cardkit.toml: ")
        assert problem.zh.startswith("cardkit.toml：")


def test_a_family_that_holds_a_guarding_rule_cannot_be_ignored(tmp_path):
    (tmp_path / "cardkit.toml").write_text('ignore = ["EVD"]\n')
    (tmp_path / "README.md").write_text("# M-7B\n")
    done = run("validate", cwd=tmp_path)
    assert done.code == 2
    assert "EVD101" in done.err
