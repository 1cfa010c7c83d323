"""What is taken back and what is refused, entry by entry; hostile files."""

from __future__ import annotations

import time

import pytest

from cardkit.errors import MissingExtra, UsageError
from cardkit.translate.exchange import NotAnExchangeFile
from cardkit.translate.po import read_po
from cardkit.translate.xliff import read_xliff
from tests.translate.helpers import HEAD, exported, imported, opened, proses, states

CARD = (
    "# top\n"
    + HEAD
    + """\
name: Oak-7B
title: {en: Model card}
summary:
  en: It has 7 billion parameters, see `a.py` and <https://a.b/c>.
limitations:
  items:
    - en: It makes up facts.
    - en: Tested on 3 tasks.
      zh: 在 3 个任务上测试。
details:
  size: 7B
"""
)
GOOD = "参数量为 70 亿，见 `a.py` 和 <https://a.b/c>。"


def unit(name, source, target, state="", more=""):
    return (
        f'<trans-unit id="{name}"><source>{source}</source>{more}'
        f"<target{state}>{target}</target></trans-unit>\n"
    )


def xliff(*units, source="en", target="zh-CN"):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        f'<file original="a" source-language="{source}" target-language="{target}"'
        ' datatype="plaintext"><body>\n' + "".join(units) + "</body></file></xliff>\n"
    )


TITLE = ("title", "Model card", "模型卡片")
SUMMARY_SOURCE = "It has 7 billion parameters, see `a.py` and &lt;https://a.b/c&gt;."


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def verdicts(done):
    return {o.name: (o.verdict, o.kind) for o in done.outcomes}


def test_good_ones_go_in_although_others_are_refused():
    file = xliff(
        unit(*TITLE),
        unit("summary", SUMMARY_SOURCE, escaped(GOOD.replace("70 亿", "7 亿"))),
        unit("limitations.items[0]", "It makes up facts.", "会编造事实。"),
    )
    done = imported(CARD, file)
    assert verdicts(done) == {
        "title": ("imported", None),
        "summary": ("refused", "facts"),
        "limitations.items[0]": ("imported", None),
    }
    (refused,) = [o for o in done.outcomes if o.verdict == "refused"]
    assert refused.line == 5
    assert refused.why.en == "`7 billion` became `7 亿`, off by a factor of 10"
    assert refused.why.zh == "`7 billion` 变成了 `7 亿`，相差 10 倍"
    assert not done.is_complete
    assert proses(done.document.text)["title"].zh == "模型卡片"
    assert proses(done.document.text)["summary"].zh is None
    assert states(done.document.text)["title"] == "current"


@pytest.mark.parametrize(
    ("name", "source", "target", "kind"),
    [
        ("summary", SUMMARY_SOURCE, escaped(GOOD.replace("`a.py`", "a.py")), "facts"),
        ("summary", SUMMARY_SOURCE, escaped(GOOD.replace("a.b/c", "a.b/d")), "facts"),
        ("summary", SUMMARY_SOURCE, escaped(GOOD + "共 5 章"), "facts"),
        ("title", "Model cards", "模型卡片", "source-changed"),
        ("title", "Model card", "Model card", "untranslated"),
        ("title", "Model card", "模型\u202e卡片", "hidden-characters"),
        ("title", "Model card", "模型\u0085卡片", "hidden-characters"),
        ("title", "Model card", "\ufeff模型卡片", "hidden-characters"),
        ("no.such", "Model card", "模型卡片", "unknown-path"),
        ("../../etc/passwd", "Model card", "模型卡片", "unknown-path"),
        ("", "Model card", "模型卡片", "unknown-path"),
        ("details.size", "7B", "70亿", "not-prose"),
        ("name", "Oak-7B", "橡树", "not-prose"),
        ("limitations.items", "It makes up facts.", "会编造事实。", "not-prose"),
        ("limitations.items[9]", "It makes up facts.", "会编造事实。", "unknown-path"),
        ("limitations.items[-1]", "It makes up facts.", "会编造事实。", "unknown-path"),
    ],
)
def test_refused_for_its_own_reason(name, source, target, kind):
    done = imported(CARD, xliff(unit(name, source, target)))
    assert verdicts(done) == {name: ("refused", kind)}
    assert done.document.text == CARD
    (outcome,) = done.outcomes
    assert outcome.line == 4
    assert outcome.why.en
    assert outcome.why.zh


def test_what_was_looked_at_may_pass():
    same = xliff(unit("title", "Model card", "Model card"))
    assert verdicts(imported(CARD, same, same=True)) == {"title": ("imported", None)}
    other = xliff(unit("limitations.items[0]", "It makes up facts.", "会编造 5 种事实。"))
    name = "limitations.items[0]"
    done = imported(CARD, other, accept=[name])
    assert verdicts(done) == {name: ("imported", None)}
    assert states(done.document.text)[name] == "current"
    with pytest.raises(UsageError, match="has no entry `sumary` to accept"):
        imported(CARD, other, accept=["sumary"])


def test_what_the_record_has_already_is_confirmed():
    file = xliff(unit("limitations.items[1]", "Tested on 3 tasks.", "在 3 个任务上测试。"))
    done = imported(CARD, file)
    assert verdicts(done) == {"limitations.items[1]": ("confirmed", None)}
    assert states(CARD)["limitations.items[1]"] == "unknown"
    assert states(done.document.text)["limitations.items[1]"] == "current"
    assert done.document.text.startswith(CARD)


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("", ""),
        ("  ", ""),
        ("模型卡片", ' state="needs-review-translation"'),
        ("模", ' state="new"'),
    ],
)
def test_unfinished_ones_wait(target, state):
    done = imported(CARD, xliff(unit("title", "Model card", target, state)))
    assert verdicts(done) == {"title": ("waiting", None)}
    assert done.is_complete
    assert done.document.text == CARD


def test_entries_for_one_field_must_agree():
    differing = [unit(*TITLE), unit("title", "Model card", "模型卡")]
    done = imported(CARD, xliff(*differing))
    assert {(o.verdict, o.kind) for o in done.outcomes} == {("refused", "duplicate")}
    assert "lines 4, 5" in done.outcomes[0].why.en
    assert done.document.text == CARD
    assert verdicts(imported(CARD, xliff(unit(*TITLE), unit(*TITLE)))) == {
        "title": ("imported", None)
    }


@pytest.mark.parametrize(
    "text",
    [
        "x\nname: stolen",
        "x, en: stolen}\nname: stolen",
        '"}\nname: stolen #',
        "---\nname: stolen",
        "*alias",
        "!!python/object/apply:os.system [id]",
        "&a a",
        "{{ name }}",
        "- x\n- y",
        "null",
        "true",
        "# comment",
        "a: b",
        "%YAML",
        "|\n  x",
        "'",
    ],
)
@pytest.mark.parametrize("name", ["title", "limitations.items[0]"])
def test_yaml_in_a_translation_is_text(text, name):
    source = proses(CARD)[name].en
    done = imported(CARD, xliff(unit(name, source, escaped(text))))
    assert verdicts(done) == {name: ("imported", None)}
    assert proses(done.document.text)[name].zh == text
    assert opened(done.document.text)[1].name == "Oak-7B"


def test_line_ends_and_blanks_of_tools_are_undone():
    card = HEAD + 'summary: {en: "One\\nTwo"}\n'
    file = xliff(unit("summary", "One&#13;\nTwo", "\n  一&#13;\n二\n")).replace("\n", "\r\n")
    done = imported(card, "\ufeff" + file)
    assert proses(done.document.text)["summary"].zh == "一\n二"


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{i} "{"&a;" * 10}">' for i in range(9))
    + "]>\n<x>&a8;</x>"
)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (BOMB, 2, "a document type is refused"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', 1, "a document type is refused"),
        ("<x/>", 1, "no XLIFF 1.2"),
        ('<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', 1, "no XLIFF 1.2"),
        ('<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', 1, "has no `<file>`"),
        (xliff(unit("title", "Model card", "&nbsp;")), 4, "undefined entity"),
        (xliff(unit("title", "Model card", "\x1b")), 4, "invalid token"),
        (xliff("<a>" * 60), 4, "nested too deep"),
        (xliff()[:-9], 4, "no XML"),
        ("<", 1, "no XML"),
        (xliff(unit("title", "Model card", "\udcff")), 4, "bytes that are no UTF-8"),
        (xliff().replace("</xliff>", '<file source-language="zh"/></xliff>'), 4, "different lang"),
    ],
)
def test_hostile_xml_is_refused_with_its_line(text, line, said):
    with pytest.raises(NotAnExchangeFile) as caught:
        read_xliff(text, "a.xlf")
    assert f"line {line}: " in caught.value.message.en
    assert f"第 {line} 行：" in caught.value.message.zh
    assert said in caught.value.message.en


def test_entities_are_never_expanded():
    start = time.perf_counter()
    with pytest.raises(NotAnExchangeFile):
        read_xliff(BOMB, "a.xlf")
    assert time.perf_counter() - start < 1


def test_what_tools_put_beside_and_into_texts():
    more = "<alt-trans><source>Other</source><target>别的</target></alt-trans><note>7</note>"
    marked = '<mrk mtype="seg" mid="0">模型</mrk><mrk mtype="seg" mid="1">卡片</mrk>'
    done = imported(CARD, xliff(unit("title", "Model card", marked, more=more)))
    assert verdicts(done) == {"title": ("imported", None)}
    assert proses(done.document.text)["title"].zh == "模型卡片"
    done = imported(CARD, xliff(unit("title", "Model card", '模型<x id="1"/>卡片')))
    assert verdicts(done) == {"title": ("refused", "malformed")}
    assert "`<x>`" in done.outcomes[0].why.en
    twice = unit("title", "Model card", "模型", more="<target>卡片</target>")
    assert verdicts(imported(CARD, xliff(twice))) == {"title": ("refused", "malformed")}


@pytest.mark.parametrize(
    ("source", "target", "to", "said"),
    [
        ("en", "de", None, "does not say"),
        ("en", "zh", "en", "is translated into `zh`, not `en`"),
        ("zh", "zh-CN", None, "translates `zh` into itself"),
    ],
)
def test_languages_must_fit(source, target, to, said):
    with pytest.raises(UsageError, match=said):
        imported(CARD, xliff(source=source, target=target), to=to)
    assert imported(CARD, xliff(source="en", target="de"), to="zh").outcomes == ()


def po(*entries, header='"Language: zh_CN\\n"\n"X-Source-Language: en\\n"\n'):
    return f'msgid ""\nmsgstr ""\n{header}\n' + "\n\n".join(entries) + "\n"


def entry(name, source, target, flags=""):
    return f'{flags}msgctxt "{name}"\nmsgid "{source}"\nmsgstr "{target}"'


class TestPo:
    @pytest.fixture(autouse=True)
    def _polib(self):
        pytest.importorskip("polib")

    def test_fuzzy_obsolete_plural_and_nameless_entries_do_not_count(self):
        file = po(
            entry("title", "Model card", "模型卡片", flags="#, fuzzy\n"),
            entry("limitations.items[0]", "It makes up facts.", "会编造事实。").replace(
                "msg", "#~ msg"
            ),
            'msgid "x"\nmsgstr "y"',
            'msgctxt "summary"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"',
        )
        done = imported(CARD, file)
        assert verdicts(done) == {
            "title": ("waiting", None),
            "": ("refused", "malformed"),
            "summary": ("refused", "malformed"),
        }
        assert [o.line for o in done.outcomes] == [6, 15, 18]
        assert done.document.text == CARD

    @pytest.mark.parametrize("change", [("\n", "\r\n"), ('msgid ""\n', '\ufeffmsgid ""\n')])
    def test_line_ends_and_byte_order_marks(self, change):
        file = po(entry(*TITLE)).replace(*change, *([1] if "\ufeff" in change[1] else []))
        assert verdicts(imported(CARD, file)) == {"title": ("imported", None)}

    def test_duplicates_name_their_lines(self):
        done = imported(CARD, po(entry(*TITLE), entry("title", "Model card", "卡")))
        assert {o.kind for o in done.outcomes} == {"duplicate"}
        assert "lines 6, 10" in done.outcomes[0].why.en

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("hello", 1),
            (po('msgctxt "a"\nmsgid "b" "c"'), 7),
            (po("msgstr msgstr"), 6),
            (po('msgctxt "a"\nmsgstr[x] "b"'), 7),
            ('"loose"', 1),
            (po("#| "), 6),
            (po(entry(*TITLE), "\udcff"), 10),
            ("\x00\x00", 1),
        ],
    )
    def test_what_is_no_po(self, text, line):
        with pytest.raises(NotAnExchangeFile) as caught:
            read_po(text, "a.po")
        assert f"line {line}: " in caught.value.message.en

    def test_a_text_that_is_the_name_of_a_file_is_no_file(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "msgid").write_text(po(entry(*TITLE)), encoding="utf-8")
        with pytest.raises(NotAnExchangeFile):
            read_po("msgid", "a.po")

    def test_quadratic_files_are_refused(self):
        start = time.perf_counter()
        for line in ('"a"\n', "# a\n", "#. a\n"):
            with pytest.raises(NotAnExchangeFile, match="in a row"):
                read_po(po(entry(*TITLE)) + line * 200_000, "a.po")
        read_po(po(*(entry(f"x{i}", "y", "z") for i in range(20_000))), "a.po")
        assert time.perf_counter() - start < 10

    def test_without_languages_the_caller_says_it(self):
        file = po(entry(*TITLE), header="")
        with pytest.raises(UsageError, match="does not say"):
            imported(CARD, file)
        assert verdicts(imported(CARD, file, to="zh")) == {"title": ("imported", None)}

    def test_odd_characters_come_back(self):
        card = HEAD + 'summary: {en: "a\\u2028b\\tc\\\\d\\x85"}\n'
        out = exported(card, form="po")
        assert "\u2028" in out.text
        file = out.text.replace('msgstr ""\n\n', 'msgstr "甲\u2028乙\\t丙\\\\丁\x85"\n\n')
        done = imported(card, file)
        assert proses(done.document.text)["summary"].zh == "甲\u2028乙\t丙\\丁\x85"


def test_a_missing_package_is_one_line(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "polib", None)
    with pytest.raises(MissingExtra, match=r"pip install 'cardkit\[translate\]'"):
        imported(CARD, po())


def test_what_xml_cannot_hold_is_left_out():
    card = HEAD + 'title: {en: "a\\x1bb"}\nsummary: {en: c}\n'
    out = exported(card)
    assert [p.field.name for p in out.left_out] == ["title"]
    assert [p.field.name for p in out.sent] == ["summary"]


def test_a_layout_that_cannot_be_edited_refuses_its_entry_alone():
    card = HEAD + "title:\n  ? en\n  : A\nsummary:\n  en: B\n"
    done = imported(card, xliff(unit("title", "A", "甲"), unit("summary", "B", "乙")))
    assert verdicts(done) == {"title": ("refused", "layout"), "summary": ("imported", None)}
    assert done.document.text.startswith(card + "  zh: 乙\ntranslations:\n")


def test_a_record_that_would_become_too_large_stays_as_it_is():
    card = CARD + "other_facts:\n  - {label: x, value: " + "y" * (4 * 1024 * 1024 - 600) + "}\n"
    with pytest.raises(UsageError, match="would be larger than 4194304 bytes; nothing was written"):
        imported(card, xliff(unit("title", "Model card", "模" * 300)))


def test_many_texts_take_linear_time():
    def seconds(count):
        items = "".join(f'  - {{label: L, value: {{en: "text {i}"}}}}\n' for i in range(count))
        file = xliff(
            *(unit(f"other_facts[{i}].value", f"text {i}", f"文 {i}") for i in range(count))
        )
        start = time.perf_counter()
        done = imported(HEAD + "other_facts:\n" + items, file)
        assert {o.verdict for o in done.outcomes} == {"imported"}
        return time.perf_counter() - start

    seconds(10)
    assert seconds(1200) < 12 * seconds(300) + 0.5
