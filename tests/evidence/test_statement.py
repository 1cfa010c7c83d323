"""The statement of a verification: what it holds, its schema, and that it says nothing more."""

import json
from dataclasses import replace

import jsonschema
import pytest

import cardkit
from cardkit.errors import UsageError
from cardkit.evidence.canonical import MAX_BYTES, canonical, digest, parse
from cardkit.evidence.files import Files
from cardkit.evidence.json_schema import PATH, statement_schema, statement_schema_text
from cardkit.evidence.statement import PREDICATE, written
from cardkit.evidence.statement_reading import read_statement
from cardkit.report.score_json import score as score_json
from cardkit.verify.card import in_silence, verify_card
from cardkit.verify.statement import statement_of, statement_text
from tests.evidence.helpers import COPA, FRESH, HIDDEN, LAYERS, OPENBOOK, SIZE, WINOGRAD, read


@pytest.fixture(scope="module")
def value(report):
    return json.loads(statement_text(report))


@pytest.fixture(scope="module")
def claims(value):
    return {claim["pointer"]: claim for claim in value["predicate"]["claims"]}


def test_it_is_canonical_and_read_back(report, value):
    text = statement_text(report).encode()
    assert canonical(parse(text)) == text
    assert written(read_statement(text)) == text
    assert value["predicateType"] == PREDICATE


def test_it_fits_the_schema(value):
    schema = statement_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(value, schema)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("_type",), "https://in-toto.io/Statement/v0.1"),
        (("subject",), []),
        (("predicate", "timeFinished"), "yesterday"),
        (("predicate", "claims", 0, "verdict"), "stale"),
        (("predicate", "claims", 0, "claimDigest", "sha256"), "x"),
        (("predicate", "environment", "seed"), 2**63),
    ],
)
def test_what_does_not_fit_the_schema_is_not_read_either(value, path, wrong):
    changed = json.loads(json.dumps(value))
    at = changed
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = wrong
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, statement_schema())
    with pytest.raises(Exception, match=r"no verification statement|no whole number"):
        read_statement(json.dumps(changed).encode())


def test_fields_of_a_later_version_are_ignored(value):
    changed = json.loads(json.dumps(value))
    changed["predicate"]["preregistered"] = {"sha256": "ab" * 32}
    changed["predicate"]["claims"][0]["assurance"] = "self_attested"
    assert read_statement(canonical(changed)) == read_statement(canonical(value))


def test_the_shipped_schema_is_that_of_the_models():
    assert PATH.read_text(encoding="utf-8") == statement_schema_text(), "run `make generated`"


def test_each_claim_with_its_verdict_and_no_status(claims):
    words = {p: "inconclusive" if s == "unverified" else s for p, s in FRESH.items()}
    assert {p: c["verdict"] for p, c in claims.items()} == words
    assert not {"stale", "unverified"} & set(json.dumps(list(claims.values())).split('"'))


def test_a_figure(claims):
    assert claims[LAYERS]["method"] == "spec"
    assert claims[LAYERS]["observed"] == {"value": "2", "where": "config.json: num_hidden_layers"}
    assert claims[LAYERS]["binds"] == ["weights", "config"]
    assert (claims[SIZE]["comparator"], claims[LAYERS]["comparator"]) == ("band", "equal")
    assert (claims[HIDDEN]["printed"], claims[HIDDEN]["observed"]["value"]) == ("17", "16")


def test_a_score(claims, report):
    copa, winograd = claims[COPA], claims[WINOGRAD]
    results = {s.claim.task: s.result for s in report.measured.scores if s.result}
    for claim, task in ((copa, "copa"), (winograd, "winograd")):
        seen, result = claim["observed"], results[task]
        assert (seen["k"], seen["n"], seen["items"]) == (result.right, result.seen, result.items)
        assert float(seen["value"]) == pytest.approx(result.observed, abs=1e-6)
        assert float(seen["alpha"]) == pytest.approx(result.design.alpha)
        assert claim["binds"] == ["weights", "tokenizer", "config", "generation", "code"]
    assert winograd["method"] == "sample"
    assert winograd["observed"]["n"] < winograd["observed"]["items"] == 273
    assert float(winograd["observed"]["detectable"]) > 0
    assert winograd["reason"]["en"] == "the claim is too high"
    assert claims[OPENBOOK].get("observed") is None


def test_the_log_of_a_score_can_be_held_against_the_json_of_verify(claims, report):
    [found] = [s for s in report.measured.scores if s.claim.task == "copa"]
    told = score_json(found, report.reading)["items"]
    names = ("sha256", "order_seed", "asked", "right", "prompts_sha256_sum")
    [log] = claims[COPA]["evidence"]
    assert log == {"name": "items", "digest": {"sha256": digest({n: told[n] for n in names})}}


def test_materials_are_items_and_definitions(value):
    materials = value["predicate"]["materials"]
    names = [each["name"] for each in materials]
    assert [name.rpartition("/")[2] for name in names] == [
        "copa.jsonl", "llm-foundry copa", "winograd_wsc.jsonl", "llm-foundry winograd",
    ]  # fmt: skip
    assert [each.get("items") for each in materials] == [100, None, 273, None]
    assert {each.get("revision") for each in materials[1::2]} == {"0.9.0"}


def test_the_definition_does_not_depend_on_where_it_lies(report, value):
    def moved(score):
        if score.protocol is None:
            return score
        items = replace(score.protocol.definition.items, folder="/elsewhere")
        definition = replace(score.protocol.definition, items=items, place="tasks.yaml:7")
        return replace(score, protocol=replace(score.protocol, definition=definition))

    measured = replace(report.measured, scores=tuple(map(moved, report.measured.scores)))
    again = json.loads(statement_text(replace(report, measured=measured)))
    assert again["predicate"]["materials"] == value["predicate"]["materials"]


def test_it_names_no_folder_of_this_machine(made, report):
    folder, _ = made
    assert str(folder.parent) not in statement_text(report)
    assert statement_of(report).predicate.model == "tiny"
    hub = replace(report, model="hf:org/name@" + "c" * 40)
    assert statement_of(hub).predicate.model.startswith("hf:org/name@")


def test_environment_is_texts(value):
    environment = value["predicate"]["environment"]
    assert environment["device"] == "cpu"
    assert environment["salt"] == "s"
    assert all(isinstance(each, str) for each in environment.values())


def test_what_cannot_be_a_statement(made, report):
    folder, _ = made
    with pytest.raises(UsageError, match="were not digested"):
        statement_of(verify_card(read(folder), folder))
    empty = replace(report.bound, files=Files(()))
    with pytest.raises(UsageError, match="no file that evidence could be bound to"):
        statement_of(replace(report, bound=empty))
    unread = [replace(each, sha256=None) for each in report.bound.files.entries]
    unread = replace(report.bound, files=Files(tuple(unread)))
    with pytest.raises(UsageError, match="states no SHA-256 of"):
        statement_of(replace(report, bound=unread))
    many = [replace(report.bound.files.entries[0], name=f"{i}.safetensors") for i in range(9000)]
    large = replace(report.bound, files=Files(tuple(many)))
    with pytest.raises(UsageError, match=f"no more than {MAX_BYTES:,} are read"):
        statement_text(replace(report, bound=large))


def test_a_model_whose_files_changed_while_it_was_measured(made, monkeypatch):
    from cardkit.verify import card

    folder, _ = made
    files = card.open_model(str(folder))
    name = "model-00001-of-00002.safetensors"
    files.sha256 = {name: "ab" * 32}  # what a hub lists
    with pytest.raises(UsageError, match=f"the loaded `{name}` is not the file that is listed"):
        card._bound(files, (), Loaded({name: "cd" * 32}), card.datetime.now(), in_silence)


class Loaded:
    def __init__(self, digests):
        self.digests = digests


def test_by_python(made, tmp_path):
    folder, _ = made
    path = tmp_path / "verification.json"
    report = cardkit.load(folder / "tiny.card.yaml").verify(folder, evidence=path)
    assert report.bound is not None
    assert len(read_statement(path.read_bytes()).predicate.claims) == 3
