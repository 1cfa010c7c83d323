"""docs/disclosure.md and docs/bom.md: every option, and the example of a record reads."""

import re
from pathlib import Path

import pytest

from cardkit.catalog.forms import form_items
from tests.disclosure.helpers import record

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("verb", "page"), [("export", "bom.md"), ("disclosure", "disclosure.md")])
def test_every_option_is_documented(verb, page):
    from importlib import import_module

    text = (DOCS / page).read_text(encoding="utf-8")
    for parameter in import_module(f"cardkit.cli.{verb}").command.params:
        for name in (o for o in parameter.opts if o.startswith("--")):
            assert f"`{name}" in text or f"`, `{name}" in text, name


def test_the_example_of_a_record_fits():
    text = (DOCS / "disclosure.md").read_text(encoding="utf-8")
    made = record(re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1])
    assert made.schema_issues == ()
    assert len(made.record.disclosure.items) == 3


def test_the_number_of_items_is_true():
    public = sum(item.section == "public" for item in form_items())
    text = (DOCS / "disclosure.md").read_text(encoding="utf-8")
    assert f"The {len(form_items()) - public} items of the form" in text
    assert f"表格的 {len(form_items()) - public} 项" in text
