"""Labels and front matter: data in both languages, and YAML that every reader agrees on."""

from __future__ import annotations

import pytest
import render_strategies as strategies
import yaml
from render_strategies import given

from cardkit import resources
from cardkit.catalog.labels import find_label, label
from cardkit.dialects.blocks import data_of
from cardkit.dialects.front_matter import dump_front_matter
from cardkit.errors import ConfigError
from cardkit.render.labels import load_phrases
from cardkit.render.rows import PARTS
from cardkit.source.document import loads
from cardkit.source.yaml_nodes import SourceFloat, to_data


def test_both_languages_have_the_same_phrases():
    en, zh = (load_phrases(resources.templates_dir(), language) for language in ("en", "zh"))
    for table in ("phrase", "mark", "symbol"):
        assert getattr(en, table).keys() == getattr(zh, table).keys()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_label_is_read_back_in_its_section(language):
    for part in PARTS:
        for row in part.rows:
            assert (
                find_label("field", label("field", row.label, language), part.section) == row.label
            )


def test_broken_labels_say_so(tmp_path):
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "en.toml").write_text("[phrase]\ntitle = 3\n")
    with pytest.raises(ConfigError):
        load_phrases(tmp_path, "en")


@given(values=strategies.metadata)
def test_front_matter_reads_the_same_in_every_yaml(values):
    data = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in values.model_dump().items()
        if value not in (None, ()) and key != "model_index"
    }
    if values.model_index:
        data["model-index"] = data_of(values.model_index)
    text = dump_front_matter(data)
    document = loads(text + "\n# Title\n")
    if not data:
        assert text == ""
        return
    assert yaml.safe_load(text.removeprefix("---\n").removesuffix("---\n")) == data
    assert document.front_matter is not None
    assert document.front_matter.root is not None
    assert to_data(document.front_matter.root) == data


def test_a_float_keeps_its_digits():
    assert dump_front_matter({"x": SourceFloat("0.5270")}) == "---\nx: 0.5270\n---\n"
