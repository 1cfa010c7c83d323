"""`cardkit import` of the text of a page: the record, and what is said of it in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardkit.record.files import load_record
from tests.cli.helpers import run

PAGES = Path(__file__).parent.parent / "bind" / "flattened" / "pages"


def test_a_page_is_imported(tmp_path):
    record = tmp_path / "elm.card.yaml"
    done = run("import", PAGES / "elm_en.txt", "-o", record)
    assert done.code == 0
    assert "it is the text of a web page" in done.err
    assert "3 scores among them" in done.err
    assert load_record(record).details.hidden_size.value == 2048


def test_it_says_so_in_chinese():
    done = run("import", PAGES / "larch_zh.txt", language="zh")
    assert "该文件是网页文本" in done.err
    assert "hidden_size: 3072" in done.out


def test_rows_with_two_readings_are_counted_and_kept():
    done = run("import", PAGES / "yew_en.txt")
    assert "2420488192 = 2 | 42048 | 8192; 24 | 2048 | 8192" in done.out
    assert "hidden_size" not in done.out
    assert "kept without understanding: tables" in done.err


@pytest.mark.parametrize("page", ["elm_en.txt", "larch_zh.txt", "yew_en.txt"])
def test_every_verb_that_reads_a_card_reads_a_page(page, tmp_path):
    card = tmp_path / "README.md"
    card.write_text((PAGES / page).read_text(encoding="utf-8"), encoding="utf-8")
    assert run("validate", card).code in (0, 1)
    assert run("render", card).code == 0
    assert run("compare", card).code in (0, 2)
