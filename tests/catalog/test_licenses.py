"""Licences by id, by name in two languages, and near misses."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.catalog.licenses import (
    closest_license,
    find_license,
    license_by_id,
    license_key,
    licenses,
)


def test_all_hub_ids_are_known_and_find_themselves() -> None:
    assert len(licenses()) == 83
    for license_id, entry in licenses().items():
        assert find_license(license_id) is entry
        assert find_license(entry.name) is entry, entry.name


def test_no_two_licences_share_a_spelling() -> None:
    owners = defaultdict(set)
    for entry in licenses().values():
        names = (entry.id, entry.name, entry.spdx or "", entry.modelscope or "", *entry.aliases)
        for name in names:
            owners[license_key(name)].add(entry.id)
    owners.pop("")
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apache 2.0", "apache-2.0"),
        ("Apache2.0", "apache-2.0"),
        ("Apache-2.0", "apache-2.0"),
        ("Apache License, Version 2.0", "apache-2.0"),
        ("Apache 2.0 许可证", "apache-2.0"),
        ("Ａｐａｃｈｅ ２．０ 协议", "apache-2.0"),
        ("MIT", "mit"),
        ("The MIT License (MIT)", "mit"),
        ("GPLv3", "gpl-3.0"),
        ("GPL-3.0-or-later", "gpl-3.0"),
        ("CC BY-NC-SA 4.0", "cc-by-nc-sa-4.0"),
        ("Creative Commons Attribution 4.0 International (CC BY 4.0)", "cc-by-4.0"),
        ("Apple Sample Code License", "apple-ascl"),
        ("Llama 2 Community License", "llama2"),
        ("Llama-3 License", "llama3"),
        ("CreativeML OpenRAIL++-M", "openrail++"),
        ("其他", "other"),
    ],
)
def test_licences_as_people_write_them(text: str, expected: str) -> None:
    found = find_license(text)
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "License",
        "许可证",
        "《某某 模型社区许可协议》",
        "CC BY-NC",
        "AGPL",
        "apache 2.1",
        "TII 2.0",
        "Non-commercial license",
        "see LICENSE",
        "MIT (Apache 2.0)",
        "x" * 5000,
    ],
)
def test_what_names_no_single_known_licence_is_none(text: str) -> None:
    assert find_license(text) is None


def test_near_misses_are_proposed_in_order() -> None:
    assert closest_license("apache 2.1")[0] == "apache-2.0"
    assert closest_license("apche-2.0")[0] == "apache-2.0"
    assert "cc-by-nc-4.0" in closest_license("CC-BY-NC")
    assert closest_license("某某模型许可协议") == []
    assert closest_license("") == []


def test_names_on_other_lists() -> None:
    apache = license_by_id("apache-2.0")
    assert apache is not None
    assert (apache.spdx, apache.modelscope) == ("Apache-2.0", "Apache License 2.0")
    apple = license_by_id("apple-ascl")
    assert apple is not None
    assert (apple.spdx, apple.modelscope) == (None, None)
    assert license_by_id("Apache-2.0") is None


@given(st.text())
def test_any_text_is_matched_without_raising(text: str) -> None:
    found = find_license(text)
    assert found is None or closest_license(text)[0] == found.id
