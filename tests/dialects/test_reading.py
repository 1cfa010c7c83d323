"""Front matter in every dialect is read into one form, and every value keeps its place."""

from __future__ import annotations

import pytest

from cardkit.rules.engine import validate
from tests.dialects.helpers import card, metadata, read


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("license: Apache License 2.0\n", "license", "apache-2.0"),
        ("license: MIT License\n", "license", "mit"),
        ("license: GPL-3.0\n", "license", "gpl-3.0"),
        ("license: 木兰宽松许可证\n", "license", "木兰宽松许可证"),
        ("language: cn\n", "language", ("zh",)),
        ("language: [cn, zh, en]\n", "language", ("zh", "en")),
        ("language: ch\ntasks: [chat]\ndomain: nlp\n", "language", ("zh",)),
        ("language: ch\n", "language", ("ch",)),  # Chamorro, where ModelScope is not meant
        ("language: no\n", "language", ("no",)),
        ("tasks: text-generation\n", "tasks", ("text-generation",)),
        ("frameworks: PyTorch\n", "frameworks", ("PyTorch",)),
        ("hardwares: [NPU, Atlas 800I A2]\n", "hardwares", ("NPU", "Atlas 800I A2")),
        ("datasets: a/b\n", "datasets", ("a/b",)),
        ("datasets: [null, a/b]\n", "datasets", ("a/b",)),
        ("base_model: a/b\n", "base_model", ("a/b",)),
    ],
)
def test_values(front, field, value):
    assert getattr(metadata(front), field) == value


def test_data_sets_by_role():
    front = "datasets:\n  train: [a/b, null]\n  test: c/d\n  evaluation:\n"
    found = metadata(front)
    assert (found.datasets, found.test_datasets, found.evaluation_datasets) == (
        ("a/b",),
        ("c/d",),
        (),
    )
    assert found.other == {}


@pytest.mark.parametrize(
    "front",
    [
        "datasets:\n  train: {a: b}\n",
        "datasets:\n  practice: a/b\n",
        "datasets:\n  train: a\n  train: b\n",
        "tasks: {a: b}\n",
    ],
)
def test_other_shapes_are_kept_as_they_are(front):
    key = front.partition(":")[0]
    assert set(metadata(front).other) == {key}


def test_values_keep_their_places():
    front = "license: Apache License 2.0\ndatasets:\n  test: c/d\nlanguage: [cn, en]\n"
    reading = read(front)
    text = reading.document.text

    def source(*path):
        span = reading.spans[("metadata", *path)]
        return text[span.start : span.end]

    assert source("license") == "Apache License 2.0"
    assert source("test_datasets") == "c/d"
    assert source("language", 0) == "cn"
    key = reading.key_spans["metadata", "datasets"]
    assert text[key.start : key.end] == "datasets"


@pytest.mark.parametrize(
    "front",
    [
        "license: Apache License 2.0\ntasks: [text-generation]\nframeworks: PyTorch\n"
        "language: cn\ndomain: nlp\nmodel-type: gpt\nbackbone: oak\ncontainers: []\n"
        "customized-quickstart: true\nfinetune-support: true\nstudios: []\nintegrating: true\n"
        "widgets: []\ndatasets:\n  train: [a/b]\n  test: null\nindexing:\n  results: []\n",
        "pipeline_tag: text-generation\nframeworks: [PyTorch]\nlibrary_name: openmind\n"
        "hardwares: [NPU]\nlanguage: [en]\nlicense: mit\ntags: [a]\n",
        "language: [en, zh]\nlicense: apache-2.0\ntasks: [text-generation]\n",
    ],
    ids=["modelscope", "modelers", "wisemodel"],
)
def test_a_hubs_own_keys_are_no_slips(front):
    codes = {f.code for f in validate(read(front)).findings if f.code.startswith("MET")}
    assert codes == set(), card(front)


def test_the_mindspore_hubs_block_is_read():
    block = "model-name: oak_v1\n\nmodule-type: cv\n\nlicense: Apache2.0\n"
    text = f"# oak\n\n---\n\n{block}\n---\n\nText.\n"
    from cardkit.bind import bind
    from cardkit.source.document import loads

    record = bind(loads(text)).record
    assert record.name == "oak_v1"
    assert record.metadata.license == "apache-2.0"
