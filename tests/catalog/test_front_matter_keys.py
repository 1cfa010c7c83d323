"""Known keys per hub, and did-you-mean that leaves people's own keys alone."""

from __future__ import annotations

import pytest

from cardkit.catalog.front_matter_keys import (
    closest_key,
    front_matter_keys,
    library_names,
    pipeline_tags,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("languages", "language"), ("library", "library_name"), ("licenses", "license")),
        *(("task", "pipeline_tag"), ("tag", "tags"), ("dataset", "datasets"), ("Tags", "tags")),
        *(("model_index", "model-index"), ("library_tag", "library_name")),
        *(("pipeline-tag", "pipeline_tag"), ("pipeline_type", "pipeline_tag")),
        *(("framworks", "frameworks"), ("licence", "license"), ("licnese", "license")),
        *(("base_modle", "base_model"), ("LICENSE", "license")),
    ],
)
def test_slips_are_recognised(written: str, meant: str) -> None:
    assert closest_key(written) == meant


@pytest.mark.parametrize(
    "key",
    [
        "model_name",
        "quantized_by",
        "model_creator",
        "model_type",
        "prompt_template",
        "mask_token",
        "duplicated_from",
        "instance_prompt",
        "language_details",
        "tasks",
        "frameworks",
        "author",
        "title",
        "emoji",
        "sdk",
        "authors",
        "developers",
        "version",
        "space",
        "my_key",
        "",
        "x" * 99,
        "training_data",
        "dataset_info",
        "programming_language",
        "fine-tuning",
        "metadata",
    ],
)
def test_legal_and_own_keys_are_left_alone(key: str) -> None:
    assert closest_key(key) is None


def test_keys_belong_to_hubs() -> None:
    assert "modelers" in front_matter_keys()["hardwares"].hubs
    assert "hf" not in front_matter_keys()["hardwares"].hubs
    assert closest_key("authr", hub="mindspore-hub") is None
    assert closest_key("infer_backend", hub="mindspore-hub") == "infer-backend"
    assert front_matter_keys()["language"].constraint == "language"


def test_hub_values() -> None:
    assert len(pipeline_tags()) == 53
    assert len(library_names()) == 238
    assert "text-generation" in pipeline_tags()
