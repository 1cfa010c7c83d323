"""Result blocks in and out: nothing of them is lost, nothing is made up."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardkit.bind import bind
from cardkit.bind.yaml_record import bind_yaml
from cardkit.dialects.blocks import data_of, read_entries
from cardkit.dialects.eval_results import read_eval_results_file, write_eval_results_file
from cardkit.dialects.front_matter import dump_front_matter, dump_yaml
from cardkit.record.base import Prose
from cardkit.record.card import CardRecord, Limitations, OtherSection
from cardkit.record.writer import dump_record
from cardkit.render import render
from cardkit.render.view import losses, view
from cardkit.results.model_index import read_model_index
from cardkit.source.document import loads
from cardkit.source.source import Source
from cardkit.source.yaml_nodes import SourceFloat, exact_data, to_data
from tests.dialects.helpers import INDEXING, MODEL_INDEX, card, front_of, metadata, read


def printed(value: object) -> object:
    """Return plain data with every number as its text."""
    if isinstance(value, dict):
        return {key: printed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printed(item) for item in value]
    return getattr(value, "text", value)


def data(front: str) -> object:
    return printed(exact_data(loads(f"---\n{front}---\n").front_matter.root))


@pytest.mark.parametrize("dialect", ["huggingface", "modelers"])
def test_a_model_index_comes_back_whole(dialect):
    assert data(front_of(MODEL_INDEX, dialect)) == data(MODEL_INDEX)


def test_it_comes_back_from_a_record_as_well():
    record = read(MODEL_INDEX).record
    again = bind_yaml(Source(dump_record(record), "oak.card.yaml"))
    assert again.schema_issues == ()
    wanted = data(MODEL_INDEX.replace("value: 007", "value: 7"))  # YAML records hold the value
    assert data(render(again.record, "en").split("---\n")[1]) == wanted


def test_every_block_is_typed():
    oak, elm, ash = metadata(MODEL_INDEX).model_index
    assert (oak.name, elm.name, ash.name) == ("Oak-7B", "Elm-7B", "Ash")
    assert (elm.other, ash.other) == ({"note": "another model"}, {"results": []})
    first, second, third = oak.results
    assert first.dataset.args == {"num_few_shot": 25, "nested": [{"a": 1}, None]}
    assert second.dataset.args == {"num_few_shot": 0}
    assert third.other == {"metrics": None}
    assert first.task.other == {"args": "odd"}
    metric, null, spread, several, odd = first.metrics
    assert metric.value.text == "0.50"
    assert metric.verify_token == "eyJhbGciOi.JIUzI1NiJ9"
    assert metric.other == {"veriefied": False}
    assert null.other == {"value": None}
    assert spread.value == "1.00 +/- 0.03"
    assert [v.text for v in several.value] == ["0.10", "0.20"]
    assert (odd.value, odd.value.text) == (7, "007")


def test_the_scores_of_a_record_have_their_places_in_the_readme():
    reading = read(MODEL_INDEX)
    at = ("metadata", "model_index")
    assert reading.spans[at] == reading.spans["metadata", "model-index"]
    assert reading.unrecognised == ()


def test_no_token_is_ever_made():
    front = MODEL_INDEX.replace("            verifyToken: eyJhbGciOi.JIUzI1NiJ9\n", "")
    for dialect in ("huggingface", "modelscope", "modelers"):
        assert "verifyToken" not in front_of(front, dialect)
    assert "verifyToken" not in front_of(MODEL_INDEX, "modelscope")
    found = {loss.path[-1]: loss for loss in losses(read(MODEL_INDEX).record, "en", "modelscope")}
    assert found["verify_token"].reason.en == "a signature of another hub says nothing here"


def test_modelscope_gets_the_cards_own_model_alone():
    front = yaml.safe_load(front_of(MODEL_INDEX, "modelscope"))
    first = front["indexing"]["results"][0]
    assert first["task"] == {"name": "Text Generation"}
    assert set(first["dataset"]) == {"type", "name", "args"}
    assert first["metrics"][0] == {
        "type": "acc_norm",
        "value": 0.5,
        "description": "normalized accuracy",
    }
    assert "value: 0.50\n" in front_of(MODEL_INDEX, "modelscope")
    lost = {loss.path for loss in losses(read(MODEL_INDEX).record, "en", "modelscope")}
    at = ("metadata", "model_index")
    assert {(*at, 1), (*at, 2)} <= lost
    assert (*at, 0, "results", 0, "dataset", "revision") in lost
    assert (*at, 0, "results", 0, "source") in lost


def test_of_several_models_without_the_cards_name_none_passes_for_it():
    body = "# Model Card for Fir-1B\n\nText.\n"
    record = read(MODEL_INDEX, body).record
    assert "indexing" not in render(record, "en", dialect="modelscope")
    at = ("metadata", "model_index")
    lost = {loss.path for loss in losses(record, "en", "modelscope")}
    assert {(*at, 0), (*at, 1), (*at, 2)} <= lost


def test_wisemodel_has_no_place_for_scores():
    assert "value" not in front_of(MODEL_INDEX, "wisemodel")
    lost = {loss.path for loss in losses(read(MODEL_INDEX).record, "en", "wisemodel")}
    assert ("metadata", "model_index") in lost


def test_modelscopes_results_come_back_whole():
    assert data(front_of(INDEXING, "modelscope")) == data(INDEXING)


def test_modelscopes_results_are_a_model_index_elsewhere():
    front = yaml.safe_load(front_of(INDEXING, "huggingface"))
    (model,) = front["model-index"]
    assert model["name"] == "Oak-7B"
    (result,) = model["results"]
    assert result["task"] == {"type": "text-generation", "name": "text-generation"}
    assert result["metrics"][0]["description"] == "五样本准确率"
    assert "value: 0.6370\n" in front_of(INDEXING, "huggingface")
    root = loads(card(front_of(INDEXING, "huggingface"))).front_matter.root
    scores = list(read_model_index(root.get("model-index")))
    assert [s.number.text for s in scores] == ["0.6370", "71"]


def test_keys_beside_modelscopes_results_are_kept():
    front = INDEXING + "  language: zh\n"
    assert metadata(front).other == {"indexing": {"language": "zh"}}
    assert yaml.safe_load(front_of(front, "modelscope"))["indexing"]["language"] == "zh"


@pytest.mark.parametrize(
    "front",
    [
        "model-index: none\n",
        "model-index: []\n",
        "model-index: null\n",
        "model-index: {name: Oak}\n",
        "model-index: [a, {name: b}]\n",
        "indexing: {results: a}\n",
        "indexing: [a]\n",
    ],
)
def test_what_is_no_list_of_blocks_is_kept_as_it_is(front):
    found = metadata(front)
    assert found.model_index == ()
    assert data(front_of(front, "modelscope" if "indexing" in front else "huggingface")) == data(
        front
    )


def test_two_blocks_of_scores_do_not_mix():
    reading = read(MODEL_INDEX + INDEXING)
    assert len(reading.record.metadata.model_index) == 3
    assert "indexing" in reading.record.metadata.other
    spelt_twice = read(MODEL_INDEX + "model_index: [{name: Fir}]\n")
    assert [piece.text for piece in spelt_twice.unrecognised] == ["model_index: [{name: Fir}]"]


EVAL_RESULTS = """\
- dataset:
    id: forest/bench
    task_id: oak
    revision: abc
    kind: new
  value: 20.90
  verifyToken: eyJhbGciOi.e30
  date: "2026-01-15"
  source:
    url: https://example.org
    name: Forest board
    user: oak
  notes: CoT
- dataset:
    id: forest/bench
    task_id: elm
  value: null
  error: no such task
"""


def test_eval_results_come_back_whole():
    entries = read_eval_results_file(Source(EVAL_RESULTS, "a.yaml"))
    assert (entries[0].dataset.task_id, entries[0].source.user) == ("oak", "oak")
    assert entries[0].value.text == "20.90"
    assert entries[1].other == {"value": None, "error": "no such task"}
    written = write_eval_results_file(entries)
    assert data(f"a:\n{indented(written)}") == data(f"a:\n{indented(EVAL_RESULTS)}")
    assert "value: 20.90\n" in written
    assert read_eval_results_file(Source(written, "a.yaml")) == entries


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


@pytest.mark.parametrize("text", ["", "a: b\n", "- a\n", "&a [*a]\n", "[", "- {dataset: &x {}}\n"])
def test_what_is_no_list_of_entries_is_none(text):
    assert read_eval_results_file(Source(text, "a.yaml")) is None
    assert write_eval_results_file(()) == "[]\n"


HOSTILE = {
    "alias": "model-index:\n- &a {name: x}\n- *a\n",
    "bomb": "a: &a [x]\nb: &b [*a, *a]\nmodel-index: [*b, *b]\n",
    "merge": "model-index:\n- <<: {name: x}\n",
    "deep": "model-index: " + "[" * 60 + "]" * 60 + "\n",
    "list as a key": "model-index:\n- ? [a]\n  : b\n",
    "tag": "model-index: !!python/object/apply:os.system [id]\n",
}


@pytest.mark.parametrize("front", HOSTILE.values(), ids=HOSTILE)
def test_hostile_yaml_is_refused_and_kept_as_text(front):
    reading = read(front)
    assert reading.record.metadata is None
    assert [issue.kind for issue in reading.document.issues] == ["yaml-refused"]
    assert reading.unrecognised[0].text.startswith("---")


def test_keys_that_are_no_text_are_read_as_written():
    front = "model-index:\n- name: Oak\n  1: a\n  true: b\n  null: c\n  0.50: d\n"
    (model,) = metadata(front).model_index
    assert model.other == {"1": "a", "true": "b", "null": "c", "0.50": "d"}
    assert metadata(front_of(front, "huggingface")).model_index == (model,)


@pytest.mark.parametrize("value", ["9" * 3999, "9" * 5000, "-" + "9" * 400, "1e999999999", ".5"])
def test_huge_numbers_are_written_as_they_stood(value):
    front = f"model-index:\n- name: Oak-7B\n  results:\n  - metrics:\n    - value: {value}\n"
    assert value in front_of(front, "huggingface")
    assert value in front_of(front, "modelscope")


def test_control_characters_stay_escaped():
    front = 'model-index:\n- name: "a\\u202e\\x1b[31m\\0\\n---\\n# Forged"\n'
    written = front_of(front, "huggingface")
    assert written.replace("\n", "").isprintable()
    assert metadata(front).model_index == metadata(written).model_index


def test_half_a_surrogate_pair_is_no_character():
    assert dump_front_matter({"a": "x\ud800"}) == "---\na: x\ufffd\n---\n"


def many(count: int) -> str:
    entry = "    - {type: acc, value: 0.50}\n"
    return "model-index:\n- name: Oak-7B\n  results:\n  - metrics:\n" + entry * count


def test_entries_are_read_in_linear_time():
    def seconds(count: int) -> float:
        start = time.process_time()
        reading = bind(loads(card(many(count)), max_front_matter=10**8))
        assert len(reading.record.metadata.model_index[0].results[0].metrics) == count
        return time.process_time() - start

    small, large = seconds(3_000), seconds(30_000)
    assert large < 20 * small + 2


def test_entries_are_written_in_linear_time():
    def seconds(count: int) -> float:
        models = metadata(many(count)).model_index
        start = time.process_time()
        text = dump_front_matter({"model-index": data_of(models)})
        assert text.count("0.50") == count
        return time.process_time() - start

    small, large = seconds(2_000), seconds(20_000)
    assert large < 20 * small + 2


def test_a_block_over_the_limit_is_kept_as_text():
    reading = bind(loads(card(many(150_000))))
    assert [issue.kind for issue in reading.document.issues] == ["front-matter-too-large"]
    assert reading.record.metadata is None
    assert len(reading.unrecognised) == 1


keys = st.sampled_from(("name", "task", "metrics", "results", "value", "type", "other", "x"))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=8).map(lambda s: s.encode("utf-8", "replace").decode()),
    st.decimals(-100, 100, places=2).map(lambda d: SourceFloat(str(d))),
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(keys, trees, max_size=4), min_size=1, max_size=3))
def test_any_blocks_come_back(tree):
    front = dump_yaml({"model-index": tree})
    found = metadata(front)
    written = dump_yaml({"model-index": data_of(found.model_index)})
    assert data(written) == data(front)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(keys, trees, max_size=4), min_size=1, max_size=3))
def test_any_entries_come_back(tree):
    node = loads(f"---\n{dump_yaml({'a': tree})}---\n").front_matter.root.get("a")
    assert printed(to_data(node)) == printed(data_of(read_entries(node)))


def test_the_view_of_a_card_with_results_is_what_it_reads_back():
    record = read(MODEL_INDEX).record
    for dialect in ("huggingface", "modelscope", "modelers", "wisemodel", "plain"):
        for language in ("en", "zh"):
            text = render(record, language, dialect=dialect)
            assert bind(loads(text), language).record == view(record, language, dialect)


def test_sections_are_proved_without_thousands_of_scores():
    """Another section of a known part is tried in its whole card, up to forty times."""
    record = read(many(2_000)).record
    again = tuple(
        OtherSection(title=Prose(en="Limitations"), text=Prose(en=f"Limit {i}.")) for i in range(30)
    )
    first = Limitations(intro=Prose(en="It falls."))

    def seconds(record: CardRecord) -> float:
        start = time.process_time()
        text = render(record, "en")
        spent = time.process_time() - start
        assert text.count("## Limitations") == 31
        assert bind(loads(text), "en").record == view(record, "en")
        return spent

    many_scores = record.model_copy(update={"other_sections": again, "limitations": first})
    metadata = record.metadata.model_copy(update={"model_index": ()})
    assert seconds(many_scores) < seconds(many_scores.model_copy(update={"metadata": metadata})) + 2


def test_a_readme_and_a_record_are_compared_score_by_score(tmp_path):
    from click.testing import CliRunner

    from cardkit.cli.main import cli

    (tmp_path / "a.md").write_text(card(MODEL_INDEX), encoding="utf-8")
    other = read(MODEL_INDEX.replace("value: 0.40", "value: 0.45")).record
    (tmp_path / "b.card.yaml").write_text(dump_record(other), encoding="utf-8")
    files = [str(tmp_path / name) for name in ("a.md", "b.card.yaml")]
    done = CliRunner().invoke(cli, ["--lang", "en", "diff", *files])
    assert "acc_norm: 0.40 → 0.45" in done.output
    assert "1 difference: 1 changed" in done.output
