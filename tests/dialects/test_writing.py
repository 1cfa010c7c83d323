"""A record for each hub: its keys and spellings, and the list of what the hub cannot say."""

from __future__ import annotations

import pytest
import yaml

from cardkit.bind import bind
from cardkit.dialects.profile import writable
from cardkit.record.base import Fact
from cardkit.record.card import CardRecord
from cardkit.record.description import Description, HubMetadata, UsageSnippet, UsageStep
from cardkit.record.details import HubIds, ModelDetails
from cardkit.record.files import load_record
from cardkit.record.scalars import License
from cardkit.render import render
from cardkit.render.losses import summary
from cardkit.render.view import losses, view
from cardkit.source.document import loads
from tests.dialects.helpers import front_of, read

FRONT = (
    "license: apache-2.0\nlanguage: [cn, en]\npipeline_tag: text-generation\n"
    "library_name: transformers\nframeworks: torch\nhardwares: NPU\ntags: [tree]\n"
    "datasets:\n  train: a/b\n  test: c/d\nbase_model: x/y\nbase_model_relation: finetune\n"
    "new_version: x/z\nmine: {k: 1.10}\n"
)


def lost(record, dialect, language="en"):
    return {loss.path[1:]: loss.reason.en for loss in losses(record, language, dialect)}


def test_huggingface():
    assert front_of(FRONT, "huggingface") == (
        "license: apache-2.0\nlanguage:\n  - zh\n  - en\npipeline_tag: text-generation\n"
        "library_name: transformers\ntags:\n  - tree\n  - pytorch\ndatasets:\n  - a/b\n"
        "base_model:\n  - x/y\nbase_model_relation: finetune\nnew_version: x/z\nmine:\n  k: 1.10\n"
    )
    assert set(lost(read(FRONT).record, "huggingface")) == {
        ("frameworks",),
        ("hardwares",),
        ("test_datasets",),
    }


def test_modelscope():
    assert front_of(FRONT, "modelscope", "zh") == (
        "license: Apache License 2.0\nlanguage:\n  - zh\n  - en\ntasks:\n  - text-generation\n"
        "frameworks:\n  - pytorch\ntags:\n  - tree\n  - transformers\n"
        "datasets:\n  train:\n    - a/b\n  test:\n    - c/d\nbase_model:\n  - x/y\n"
        "base_model_relation: finetune\nnew_version: x/z\nmine:\n  k: 1.10\n"
    )
    assert set(lost(read(FRONT).record, "modelscope")) == {("library_name",), ("hardwares",)}


def test_modelers():
    front = yaml.safe_load(front_of(FRONT, "modelers"))
    assert front["frameworks"] == ["PyTorch"]
    assert front["hardwares"] == ["NPU"]
    assert front["license"] == "apache-2.0"


def test_wisemodel():
    assert front_of(FRONT, "wisemodel") == (
        "language:\n  - zh\n  - en\nlicense: apache-2.0\ntasks:\n  - text-generation\n"
        "mine:\n  k: 1.10\n"
    )
    assert ("base_model",) in lost(read(FRONT).record, "wisemodel")


def test_plain_has_no_front_matter_and_says_what_that_costs():
    assert front_of(FRONT, "plain") == ""
    found = lost(read(FRONT).record, "plain")
    assert found["license",] == "a plain card has no front matter"
    assert ("other", "mine") in found


def test_a_licence_the_hub_does_not_know_is_other_with_its_name():
    record = CardRecord(metadata=HubMetadata(license="apple-ascl"))
    front = yaml.safe_load(render(record, "en", dialect="modelscope").split("---\n")[1])
    assert front == {"license": "other", "license_name": "Apple Sample Code license"}
    reason = lost(record, "modelscope")["license",]
    assert reason == (
        "ModelScope is not known to accept `apple-ascl`; `other` is written, with the licence's"
        " name"
    )
    front = yaml.safe_load(render(record, "en", dialect="modelers").split("---\n")[1])
    assert front == {"license": "other", "license_name": "apple-ascl"}
    assert lost(record, "huggingface") == {}


def test_a_licence_that_is_other_has_its_link():
    described = License(id="apple-ascl", link="https://example.org/ascl")
    record = CardRecord(description=Description(license=Fact(value=described)))
    for dialect in ("modelscope", "modelers"):
        front = yaml.safe_load(render(record, "en", dialect=dialect).split("---\n")[1])
        assert front["license_link"] == "https://example.org/ascl"
    assert "license_link" not in render(record, "en")
    forged = described.model_copy(update={"link": "javascript:alert(1)"})
    record = CardRecord(description=Description(license=Fact(value=forged)))
    assert "javascript" not in render(record, "en", dialect="modelers").split("---\n")[1]


def test_tasks_become_the_one_task_of_another_hub():
    front = "tasks: [oak-growing, text-generation, chat]\ntags: [a]\n"
    assert "pipeline_tag: text-generation\n" in front_of(front, "huggingface")
    assert ("tasks",) in lost(read(front).record, "huggingface")
    front = "tasks: [oak-growing]\ntags: [a]\n"
    assert "pipeline_tag" not in front_of(front, "huggingface")
    assert lost(read("tasks: text-generation\n").record, "huggingface") == {}


def test_a_tag_of_two_meanings_that_modelscope_reads_as_chinese_is_a_loss():
    record = CardRecord(metadata=HubMetadata(language=("ch",), tasks=("chat",), tags=("a",)))
    assert view(record, "en", "modelscope").metadata.language == ("zh",)
    assert ("language",) in lost(record, "modelscope")
    assert ("language",) not in lost(record, "huggingface")


HOSTILE = [
    "no", "2e-3", "1:30", "2024-06-01", "null", "~", "=", "<<", "---", "a\n---\nb", "\x1b[31m",
    "\u202e", "\x85", "\u2028", "x: y", "# c", "*a", "&a", "!t", "{a", "[a", "'", '"', "a\tb", "%",
    "\x00", "\ufeff", "🌳",
]  # fmt: skip


@pytest.mark.parametrize("dialect", writable())
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_stay_values(dialect, text):
    record = CardRecord(
        metadata=HubMetadata(license_name=text, language=(text,), tags=(text,), other={text: text})
    )
    written = render(record, "en", dialect=dialect)
    stated = view(record, "en", dialect)
    assert bind(loads(written), "en").record == stated
    assert "\x1b" not in written
    assert "\u202e" not in written
    if dialect != "plain" and text != "<<":
        assert stated.metadata.other == {text: text}
        assert yaml.safe_load(written.split("---\n\n#")[0].removeprefix("---\n"))[text] == text


def snippet(code: str, hub: str) -> UsageSnippet:
    step = UsageStep(language="python", code=code)
    return UsageSnippet(dialects=(hub,), libraries=("transformers",), steps=(step,))


CODE = (
    "from transformers import AutoModelForCausalLM\n"
    "model = AutoModelForCausalLM.from_pretrained('a/Oak-7B')\n"
)


def test_modelscope_borrows_code_it_can_run():
    details = ModelDetails(hub_ids=HubIds(huggingface="a/Oak-7B", modelscope="树/Oak-7B"))
    record = CardRecord(details=details, usage=(snippet(CODE, "huggingface"),))
    text = render(record, "en", dialect="modelscope")
    assert "from modelscope import AutoModelForCausalLM\n" in text
    assert "from_pretrained('树/Oak-7B')" in text
    assert ("usage", 0) not in {loss.path for loss in losses(record, "en", "modelscope")}


@pytest.mark.parametrize(
    ("code", "ids"),
    [
        (CODE, HubIds(huggingface="a/Oak-7B")),  # nobody knows where it lies on ModelScope
        (CODE, HubIds(huggingface="a/Elm", modelscope="b/Elm")),
        ("import transformers\n" + CODE, HubIds(huggingface="a/Oak-7B", modelscope="b/Oak-7B")),
    ],
)
def test_code_that_is_not_sure_to_run_is_left_out(code, ids):
    record = CardRecord(details=ModelDetails(hub_ids=ids), usage=(snippet(code, "huggingface"),))
    assert "from_pretrained" not in render(record, "en", dialect="modelscope")
    assert ("usage", 0) in {loss.path for loss in losses(record, "en", "modelscope")}


def test_plain_borrows_code_as_it_is_and_modelers_shows_its_own():
    record = load_record("dclm-7b")
    assert "from transformers import" in render(record, "en", dialect="plain")
    modelers = render(record, "en", dialect="modelers")
    assert "from openmind import" in modelers
    assert 'device_map="npu:0"' in modelers


FOUR = ("huggingface", "modelscope", "modelers", "wisemodel")


@pytest.mark.parametrize("card_id", ["dclm-7b", "smollm2-135m-instruct"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("dialect", FOUR)
def test_one_record_for_four_hubs_each_read_back(dialect, language, card_id):
    record = load_record(card_id)
    text = render(record, language, dialect=dialect)
    assert bind(loads(text)).record == view(record, language, dialect)


def test_the_loss_lists_of_the_four_hubs():
    record = load_record("dclm-7b")
    said = {d: "\n".join(t.en for t in summary(losses(record, "en", d))) for d in FOUR}
    assert "usage[1]: it is for another hub" in said["huggingface"].replace(".1", "[1]")
    assert "apple-ascl" not in said["huggingface"]
    assert "not known to accept `apple-ascl`" in said["modelscope"]
    assert "not known to accept `apple-ascl`" in said["modelers"]
    assert "WiseModel has no key for it" in said["wisemodel"]


def test_every_hubs_card_reads_as_the_same_model():
    """What all four hubs can say is said alike, whatever they call it."""
    record = load_record("dclm-7b")
    views = [view(record, "zh", dialect) for dialect in FOUR]
    for name in ("name", "details", "description", "training", "evaluations", "comparison"):
        assert len({repr(getattr(v, name)) for v in views}) == 1, name
