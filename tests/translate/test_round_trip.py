"""Laws: out, translated and back gives the record with the new texts, all else byte by byte."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cardkit.errors import UsageError
from cardkit.record.writer import dump_record
from cardkit.source.source import Source
from cardkit.translate.bring_back import bring_back
from cardkit.translate.check import Leniency
from cardkit.translate.exchange import Outgoing, Sheet
from cardkit.translate.export import all_work
from cardkit.translate.facts import compare
from cardkit.translate.fields import prose_fields
from cardkit.translate.xliff import cannot_carry, read_xliff, write_xliff
from cardkit.translate.yaml_text import quoted
from tests.record.strategies import RECORDS, TEXTS
from tests.translate.helpers import HEAD, exported, imported, opened, proses, states

LAW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
FORMS = ("po", "xliff")
PIECES = st.sampled_from(
    [
        ("the model", "模型"),
        ("7 billion parameters", "70 亿参数"),
        ("2.5T tokens", "2.5 万亿 token"),
        ("June 2024", "2024 年 6 月"),
        ("`AutoModel`", "`AutoModel`"),
        ("[docs](https://example.org/a)", "[文档](https://example.org/a)"),
        ("63.7%", "63.7%"),
        ("say: 'no' # \"yes\"", "说：“不” # '是'"),
        ("{a: b}", "{甲: 乙}"),
        ("- x", "- 叉"),
        ("*bold*", "*粗*"),
        ("C:\\path", "C:\\路径"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ]
)


def joined(pieces, seps):
    """Return the same pieces in both languages."""
    en, zh = pieces[0]
    for sep, (a, b) in zip(seps, pieces[1:], strict=False):
        en, zh = en + sep + a, zh + sep + b
    return en, zh


PAIRS = st.builds(
    joined,
    st.lists(PIECES, min_size=1, max_size=4),
    st.lists(st.sampled_from([" ", ", ", "\n", "\n\n"]), min_size=3, max_size=3),
)


def dq(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def literal(text, indent):
    lines = text.split("\n")
    return "|-\n" + "\n".join(" " * indent + line if line else "" for line in lines)


LAYOUTS = st.sampled_from(["flow", "quoted", "block", "keep", "zh null", "commented"])


def laid_out(layout, en):
    """Return the lines of `en` below a key that stands at column 4."""
    if layout == "flow":
        return f" {{en: {dq(en)}}}  # flow\n"
    if layout == "keep":
        return "\n      en: |+\n" + literal(en, 8).removeprefix("|-\n") + "\n\n"
    if layout == "block":
        return f"\n      en: {literal(en, 8)}\n"
    if layout == "zh null":
        return f"\n      zh:   # to do\n      en: {dq(en)}\n"
    if layout == "commented":
        return f"\n      # before\n      en: {dq(en)}   # behind\n      # below\n"
    return f"\n      en: {dq(en)}\n"


def record_of(texts, *, crlf, bom, newline):
    lines = ["# the record\n", HEAD, "other_facts:\n"]
    for i, (layout, (en, _)) in enumerate(texts):
        lines.append(f"  - label: L{i}  # label\n    value:{laid_out(layout, en)}")
    text = "".join(lines)
    text = text if newline else text.rstrip("\n")
    text = text.replace("\n", "\r\n") if crlf else text
    return "\ufeff" + text if bom else text


@pytest.mark.parametrize("form", FORMS)
@LAW
@given(
    texts=st.lists(st.tuples(LAYOUTS, PAIRS), min_size=1, max_size=4),
    crlf=st.booleans(),
    bom=st.booleans(),
    newline=st.booleans(),
)
def test_out_and_back(form, texts, crlf, bom, newline):
    if form == "po":
        pytest.importorskip("polib")
    assume(newline or texts[-1][0] != "keep")
    text = record_of(texts, crlf=crlf, bom=bom, newline=newline)
    file = filled(exported(text, form=form), dict(wanted(text, texts)), form)
    done = imported(text, file, same=True)
    assert {o.verdict for o in done.outcomes} == {"imported"}, done.outcomes
    after = done.document.text
    for name, zh in wanted(text, texts):
        assert proses(after)[name].zh == zh
        assert proses(after)[name].en == proses(text)[name].en
    assert_only_added(text, after)
    assert set(states(after).values()) <= {"current", "unknown"}
    assert imported(after, exported(after, form=form).text, to="zh").document.text == after


def wanted(text, texts):
    for i, (layout, (_, zh)) in enumerate(texts):
        tail = "\n\n" if layout == "keep" else ""
        en = proses(text)[f"other_facts[{i}].value"].en
        assert en.endswith(tail)
        yield f"other_facts[{i}].value", zh.strip() + en[len(en.rstrip()) :]


def filled(out, translations, form):
    """Return the file as a translator gives it back."""
    entries = tuple(
        Outgoing(p.field.name, p.line, p.source, translations[p.field.name]) for p in out.sent
    )
    assert entries
    if form == "xliff":
        return write_xliff(Sheet("a.card.yaml", "en", "zh", entries)).replace(
            ' state="needs-review-translation"', ' state="translated"'
        )
    import polib

    file = polib.pofile(out.text, encoding="utf-8")
    for entry in file:
        entry.msgstr = translations[entry.msgctxt]
    return str(file)


def assert_only_added(before, after):
    """Every line of `before` is in `after`, in order, whole or with something put into it."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        assert kind != "delete", old[a:b]
        if kind == "replace":
            rest = iter("".join(new[c:d]))
            assert all(character in rest for character in "".join(old[a:b]))


@LAW
@given(RECORDS, TEXTS, st.sampled_from(["en", "zh"]))
def test_any_text_goes_into_any_record(record, text, to):
    """Whatever stands around it, and however hostile it is; the check reads it back."""
    written = dump_record(record)
    document, record = opened(written)
    fields = {f.name: f for f in prose_fields(record, document.root)}
    work = all_work(document, record, to)
    assume(work)
    entries = tuple(Outgoing(p.field.name, 1, p.source, text) for p in work)
    assume(not any(cannot_carry(e.name + e.source + text) for e in entries))
    file = write_xliff(Sheet("a", "zh" if to == "en" else "en", to, entries))
    file = file.replace(' state="needs-review-translation"', "")
    leniency = Leniency(same=True, accepted=frozenset(p.field.name for p in work))
    done = bring_back(document, record, Source(file, "a.xlf"), leniency=leniency)
    after = {f.name: f for f in prose_fields(*reopened(done.document))}
    assert fields.keys() == after.keys()
    for outcome in done.outcomes:
        if outcome.verdict == "imported":
            assert after[outcome.name].prose.get(to) == outcome.text


def reopened(document):
    again, record = opened(document.text)
    return record, again.root


@LAW
@given(TEXTS, TEXTS, TEXTS)
def test_xliff_carries_every_text_that_xml_can_hold(name, source, target):
    assume(not any(map(cannot_carry, (name, source, target))))
    entry = Outgoing(name, 1, source, target, (source,))
    (back,) = read_xliff(write_xliff(Sheet(name, "en", "zh", (entry,))), "a.xlf").entries
    assert (back.name, back.source, back.target) == (name, source, target)


@LAW
@given(TEXTS, TEXTS, TEXTS)
def test_po_carries_every_text(name, source, target):
    pytest.importorskip("polib")
    from cardkit.translate.po import read_po, write_po

    assume(source)
    entry = Outgoing(name, 1, source, target, (source,))
    returned = read_po(write_po(Sheet("a b", "en", "zh", (entry,))), "a.po")
    (back,) = returned.entries
    assert (returned.source, returned.target) == ("en", "zh")
    assert (back.name, back.source, back.target) == (name, source, target)


@LAW
@given(PAIRS)
def test_the_pairs_above_keep_their_facts(pair):
    assert not compare(*pair)


def test_half_a_pair_of_surrogates_is_no_text():
    with pytest.raises(UsageError):
        quoted("\ud800")
