"""Language tags right and wrong, and names in two languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.catalog.languages import (
    canonical_tag,
    find_language,
    is_language_code,
    is_suspicious_language,
    languages,
    suggest_language,
)


@pytest.mark.parametrize(
    "tag",
    [
        "en",
        "zh",
        "no",
        "uk",
        "eng",
        "zho",
        "chi",
        "yue",
        "mul",
        "code",
        "multilingual",
        "zh-Hans",
        "zh-Hans-CN",
        "pt-BR",
        "sr-Latn",
        "es-419",
        "ca-valencia",
        "zh-cmn-Hans",
        "EN",
        "en-x-mine",
    ],
)
def test_right_tags(tag: str) -> None:
    assert is_language_code(tag)
    assert suggest_language(tag) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("cn", "zh"), ("jp", "ja"), ("chinese", "zh"), ("Chinese", "zh"), ("english", "en")),
        *(("zh_CN", "zh-CN"), ("en-UK", "en-GB"), ("iw", "he"), ("英文", "en"), ("cz", "cs")),
    ],
)
def test_wrong_tags_and_what_they_mean(written: str, meant: str) -> None:
    assert not is_language_code(written)
    assert suggest_language(written) == meant


@pytest.mark.parametrize(("written", "meant"), [("ch", "zh"), ("kr", "ko")])
def test_right_codes_that_are_nearly_always_a_slip(written: str, meant: str) -> None:
    assert is_language_code(written)
    assert is_suspicious_language(written)
    assert suggest_language(written) == meant
    assert not is_suspicious_language("zh")


@pytest.mark.parametrize(
    "tag", ["", "xx", "q", "en-", "-en", "zh-", "en-QX", "klingon", "中", "e" * 99]
)
def test_what_is_no_tag(tag: str) -> None:
    assert not is_language_code(tag)


def test_names_in_both_languages_find_their_language() -> None:
    for code, entry in languages().items():
        for name in (entry.en, entry.zh, *entry.aliases):
            found = find_language(name)
            assert found is not None
            assert found.code == code, name
        assert code in {"code", "multilingual"} or is_language_code(code)


def test_language_of_the_seed_card_in_both_languages() -> None:
    for text in ("English (primarily)", "英语(主要)", "英语（主要）", "en", "eng"):
        found = find_language(text)
        assert found is not None
        assert (found.code, found.name("zh")) == ("en", "英语")
    assert find_language("Elvish") is None


def test_usual_letter_case() -> None:
    assert canonical_tag("ZH-hans-cn") == "zh-Hans-CN"


@given(st.text())
def test_any_text_is_judged_without_raising(text: str) -> None:
    suggestion = suggest_language(text)
    assert suggestion is None or is_language_code(suggestion)
    find_language(text)


@given(st.text(alphabet="enzhHascn-_ x09", max_size=40))
def test_near_tags_are_judged_without_raising(text: str) -> None:
    suggestion = suggest_language(text)
    assert suggestion is None or is_language_code(suggestion)
