"""What goes out: which texts, with what remarks, in files that other tools read."""

from __future__ import annotations

import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from cardkit.record.files import load_record
from tests.translate.helpers import HEAD, exported, imported, opened, proses, states

CARD = (
    HEAD
    + """\
title: {en: Model card}
summary:
  en: A language model with 7 billion parameters and a peak learning rate of 2e-3.
description:
  developers: {value: {en: Oak team}, status: derived, note: {en: A guess}}
  model_type: Decoder-only Transformer
limitations:
  items:
    - {en: One., zh: 其一。}
    - {en: Two on 3 tasks., zh: 其二，3 个任务。}
    - {zh: 只有中文。}
    - {en: Three., zh: "  "}
other_facts:
  - {label: Seed, value: {en: "42"}}
comparison:
  columns: [{id: a, label: MMLU}]
  groups:
    - rows: [{label: R, scores: {a: {score: 1.0, note: {en: Ours}}}}]
"""
)
NS = "{urn:oasis:names:tc:xliff:document:1.2}"


def translated(text, zh, form="xliff", states=None):
    """Return the record after a translator has written `zh` for some texts."""
    out = exported(text, form=form, states=states)
    tree = ElementTree.fromstring(out.text)
    for unit in tree.iter(f"{NS}trans-unit"):
        name = unit.get("id")
        old = unit.find(f"{NS}target")
        if old is not None:
            unit.remove(old)
        if name in zh:
            new = ElementTree.Element(f"{NS}target")
            new.text = zh[name]
            unit.insert(1, new)
    return imported(text, ElementTree.tostring(tree, encoding="unicode"), name="a.xlf")


def test_only_prose_that_lacks_the_language_is_due():
    assert states(CARD) == {
        "title": "missing",
        "summary": "missing",
        "description.developers": "missing",
        "description.developers.note": "missing",
        "description.model_type": "unknown",
        "limitations.items[0]": "unknown",
        "limitations.items[1]": "unknown",
        "limitations.items[3]": "missing",
        "other_facts[0].label": "unknown",
        "other_facts[0].value": "missing",
        "comparison.columns[0].label": "unknown",
        "comparison.groups[0].rows[0].scores.a.note": "missing",
    }
    assert states(CARD, to="en")["limitations.items[2]"] == "missing"


def test_xliff_is_what_version_1_2_prescribes():
    """The schema itself is not here: what it asks of the elements that are written."""
    tree = ElementTree.fromstring(exported(CARD, states={"missing", "unknown"}).text)
    assert (tree.tag, tree.get("version")) == (f"{NS}xliff", "1.2")
    (file,) = tree
    assert set(file.keys()) == {"original", "datatype", "source-language", "target-language"}
    assert [child.tag for child in file] == [f"{NS}header", f"{NS}body"]
    (tool,) = file[0]
    assert set(tool.keys()) == {"tool-id", "tool-name"}
    ids = [unit.get("id") for unit in file[1]]
    assert len(ids) == len(set(ids)) == 12
    for unit in file[1]:
        kinds = [child.tag.removeprefix(NS) for child in unit]
        assert kinds[0] == "source"
        assert kinds == sorted(kinds, key=["source", "target", "note"].index)
        assert kinds.count("target") <= 1
        for target in unit.iter(f"{NS}target"):
            assert target.get("state") == "needs-review-translation"


def test_po_is_what_gettext_reads(tmp_path):
    pytest.importorskip("polib")
    path = tmp_path / "a.po"
    path.write_text(exported(CARD, form="po").text, encoding="utf-8")
    if shutil.which("msgfmt") is None:
        pytest.skip("GNU gettext is not installed")
    command = ["msgfmt", "--check", "--verbose", "-o", "/dev/null", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "7 untranslated messages" in done.stderr


def test_the_glossary_names_its_words_but_none_of_quantities():
    tree = ElementTree.fromstring(exported(CARD).text)
    notes = {
        unit.get("id"): [note.text for note in unit.iter(f"{NS}note")]
        for unit in tree.iter(f"{NS}trans-unit")
    }
    assert notes["title"] == ["术语: model card → 模型卡片"]
    assert notes["summary"] == [
        "术语: language model → 语言模型",
        "术语: parameters → 参数量",
        "术语: peak learning rate → 峰值学习率",
    ]
    back = ElementTree.fromstring(exported(CARD, to="en").text)
    assert [note.text for note in back.iter(f"{NS}note")] == []


def test_the_name_of_a_fact_is_the_same_in_both_forms():
    short = CARD.replace("{value: {en: Oak team}, status: derived, note: {en: A guess}}", "{en: O}")
    assert "description.developers" in states(short)
    done = translated(CARD, {"description.developers": "橡树团队"})
    assert proses(done.document.text)["description.developers"].zh == "橡树团队"


def test_a_bare_string_opens_where_it_gets_a_translation():
    done = translated(CARD, {"description.model_type": "仅解码器"}, states={"unknown"})
    line = '  model_type: {en: "Decoder-only Transformer", zh: "仅解码器"}\n'
    assert line in done.document.text


class TestMemory:
    """What is known of a translation stays known where the record is rearranged."""

    card = HEAD + (
        "limitations:\n  items:\n    - en: It was tested on 3 tasks.\n    - en: It invents facts.\n"
    )
    names = ("limitations.items[0]", "limitations.items[1]")

    @pytest.fixture
    def known(self):
        done = translated(
            self.card, dict(zip(self.names, ("测试了 3 个任务。", "会编造事实。"), strict=True))
        )
        assert done.is_complete
        return done.document.text

    def test_it_is_current_and_says_so(self, known):
        assert set(states(known).values()) == {"current"}
        assert exported(known).sent == ()
        first, second = opened(known)[1].translations
        assert (first.path, first.to, first.facts) == (self.names[0], "zh", ("3",))
        assert second.facts == ()

    def test_a_changed_fact(self, known):
        text = known.replace("on 3 tasks", "on 4 tasks")
        assert states(text) == {self.names[0]: "facts-changed", self.names[1]: "current"}
        (piece,) = exported(text).sent
        assert (piece.standing.gone, piece.standing.new) == (("3",), ("4",))

    def test_a_changed_word(self, known):
        text = known.replace("It was tested", "The model was tested")
        assert states(text)[self.names[0]] == "text-changed"

    def test_items_that_moved(self, known):
        item = "    - en: New.\n      zh: 新。\n"
        text = known.replace("  items:\n", "  items:\n" + item)
        assert list(states(text).values()) == ["unknown", "current", "current"]
        moved = text.replace("on 3 tasks", "on 4 tasks")
        assert states(moved)["limitations.items[1]"] == "facts-changed"

    def test_a_translation_improved_by_hand(self, known):
        assert states(known.replace("会编造事实", "可能编造事实"))[self.names[1]] == "current"
        assert states(known.replace("3 个任务", "5 个任务"))[self.names[0]] == "differs"

    def test_both_changed_by_hand(self, known):
        text = known.replace("invents", "makes up").replace("会编造事实", "会虚构事实")
        assert states(text)[self.names[1]] == "unknown"

    def test_a_new_translation_takes_the_place_of_what_was_known(self, known):
        text = known.replace("on 3 tasks", "on 4 tasks")
        done = translated(text, {self.names[0]: "测试了 4 个任务。"})
        after = done.document.text
        assert set(states(after).values()) == {"current"}
        assert len(opened(after)[1].translations) == 2
        assert "3 个任务" not in after

    def test_the_other_direction_has_its_own_entries(self, known):
        text = known.replace("    - en: It invents facts.\n      zh", "    - zh")
        done = imported(text, exported(text, to="en").text)
        assert done.language == "en"
        assert states(text, to="en")[self.names[1]] == "missing"


@pytest.mark.parametrize("card", ["dclm-7b", "smollm2-135m-instruct"])
def test_the_shipped_cards_state_the_same_facts_in_both_languages(card):
    from cardkit.record.locate import card_file
    from cardkit.source.text_only import read_text

    assert load_record(card).title is not None
    text = read_text(card_file(card)).text
    assert set(states(text).values()) == {"unknown"}
    assert set(states(text, to="en").values()) == {"unknown"}


def test_what_a_label_says_in_passing_is_no_word_for_a_text():
    file = exported(HEAD + "summary: {zh: 数据筛选与数据集，另有其他数据。}\n", to="en").text
    assert "数据集 → Dataset" in file
    assert "数据 → Dataset" not in file
