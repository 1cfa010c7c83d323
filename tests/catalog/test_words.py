"""Small words, hub addresses and the names of the standard library."""

from __future__ import annotations

import sys

import pytest

from cardkit.catalog.hubs import harnesses, hub_id
from cardkit.catalog.python_stdlib import stdlib_modules
from cardkit.catalog.words import flag, without_own_mark


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("✅", True), ("✔️", True), ("Yes", True), ("开放", True), ("×", False), ("否", False)],
)
def test_flags(text, meaning):
    assert flag(text) is meaning


@pytest.mark.parametrize("text", ["", "?", "partly", "1"])
def test_no_flags(text):
    assert flag(text) is None


@pytest.mark.parametrize("label", ["Oak (ours)", "Oak （Ours）", "Oak（本模型）"])
def test_the_mark_of_the_own_model(label):
    assert without_own_mark(label).strip() == "Oak"


def test_model_pages():
    assert hub_id("https://huggingface.co/a/b") == "a/b"
    assert hub_id("https://modelscope.cn/models/a/b/") == "a/b"
    assert hub_id("https://huggingface.co/datasets/a") is None
    assert hub_id("https://huggingface.co/datasets-of/a") == "datasets-of/a"
    assert hub_id("https://example.org/a/b") is None


def test_harnesses_are_found_by_lower_case():
    assert all(repository == repository.lower() for repository in harnesses())


def test_the_list_holds_the_standard_library_of_this_python():
    known = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    if sys.version_info < (3, 15):
        assert known <= stdlib_modules()
