"""Claims of cards and their verdicts; validate holds a card against the files beside it."""

import json

import pytest

import cardkit
from cardkit.verify.outcome import Claim
from cardkit.verify.spec.beside import checked_beside
from cardkit.verify.spec.check import BAND, check, exit_code
from cardkit.verify.spec.claims import claims_of
from cardkit.verify.spec.observe import observe
from tests.verify.spec.models import LLAMA, llama_shapes, write_model

PARAMETERS = 6736  # of llama_shapes()


def record(details, more=""):
    text = f"schema_version: 1\nkind: card\nname: M\ndetails: {json.dumps(details)}\n{more}"
    return cardkit.loads(text, name="m.card.yaml").record


def verdicts(tmp_path, details, config=None, more="", **files):
    observed = observe(write_model(tmp_path, config or LLAMA, llama_shapes(), **files))
    found = check(claims_of(record(details, more)), observed)
    return {each.claim.path[-1]: each for each in found}


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("layers", 2, 3),
        ("hidden_size", 16, 32),
        ("intermediate_size", 32, 33),
        ("attention_heads", 4, 8),
        ("kv_heads", 2, 4),
        ("head_dim", 4, 8),
        ("context_length", 128, 256),
        ("vocabulary_size", "64", "96"),
        ("parameters", PARAMETERS, PARAMETERS + 1),
        ("dtype", "FP32", "bf16"),
        ("tied_embeddings", False, True),
    ],
)
def test_every_field(tmp_path, field, good, bad):
    assert verdicts(tmp_path, {field: good})[field].verdict == "verified"
    assert verdicts(tmp_path, {field: bad})[field].verdict == "contradicted"


def claimed(printed):
    (claim,) = claims_of(record({"size": printed}))
    return claim


def test_what_is_nominal():
    assert claimed("7B").nominal
    assert claimed("70 亿").nominal
    assert claimed("~134515008").nominal
    assert not claimed("134,515,008").nominal
    (whole,) = claims_of(record({"parameters": 7_000_000_000}))
    assert whole.nominal
    (exact,) = claims_of(record({"parameters": 6_738_415_616}))
    assert not exact.nominal


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [("6.7K", "consistent"), ("7K", "consistent"), ("6K", "contradicted"), ("8K", "contradicted")],
)
def test_the_band_of_a_nominal_size(tmp_path, printed, verdict):
    assert verdicts(tmp_path, {"size": printed})["size"].verdict == verdict
    assert BAND * 10 == 1


def test_the_deviation_is_observed_against_claimed(tmp_path):
    found = verdicts(tmp_path, {"size": "7K"})["size"]
    assert found.deviation == pytest.approx(-264 / 7000)


def test_assumed_facts_are_no_claims():
    details = {"layers": {"value": 2, "status": "assumed"}, "hidden_size": 16}
    assert [c.field for c in claims_of(record(details))] == ["hidden_size"]


def test_claims_beyond_the_details():
    more = (
        "training: {architecture: a LlamaForCausalLM}\n"
        "usage:\n  - steps:\n      - code: t.apply_chat_template(m)\n"
    )
    found = claims_of(record({}, more))
    assert [(c.field, c.value) for c in found] == [
        ("architecture", "LlamaForCausalLM"),
        ("chat_template", True),
    ]
    card = cardkit.loads("# Larch-7B-GPTQ\n\nText.\n")
    found = claims_of(card.record)
    assert [(c.field, c.value) for c in found] == [
        ("parameters", 7 * 10**9),
        ("quantization", "gptq"),
    ]


def test_architecture_template_and_quantisation(tmp_path):
    config = {**LLAMA, "quantization_config": {"quant_method": "gptq", "bits": 4}}
    more = (
        "training: {architecture: LlamaForCausalLM}\n"
        "usage:\n  - steps:\n      - code: t.apply_chat_template(m)\n"
    )
    found = verdicts(tmp_path, {}, config, more, tokenizer_config__json="{}")
    assert found["architecture"].verdict == "verified"
    assert found["code"].verdict == "contradicted", "the example needs a template"
    observed = observe(write_model(tmp_path / "config alone", config))
    claim = Claim("quantization", ("name",), "gptq", "GPTQ")
    other = Claim("quantization", ("name",), "awq", "AWQ")
    assert [c.verdict for c in check([claim, other], observed)] == ["verified", "contradicted"]


def test_a_padded_vocabulary(tmp_path):
    padded = verdicts(tmp_path, {"vocabulary_size": 60})["vocabulary_size"]
    assert padded.verdict == "inconclusive"
    vocabulary = {str(i): i for i in range(60)}
    tokenizer = json.dumps({"model": {"vocab": vocabulary}, "added_tokens": [{"id": 60}]})
    for size, verdict in ((60, "verified"), (61, "verified"), (59, "contradicted")):
        found = verdicts(tmp_path, {"vocabulary_size": size}, tokenizer__json=tokenizer)
        assert found["vocabulary_size"].verdict == verdict


def test_a_scaled_context(tmp_path):
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 128}
    found = verdicts(tmp_path, {"context_length": 512}, {**LLAMA, "rope_scaling": yarn})
    assert found["context_length"].verdict == "verified"
    assert "128" in found["context_length"].reason.en


def test_numbers_beyond_all_bounds(tmp_path):
    details = {"layers": 10**400, "size": "9e28", "hidden_size": -1, "kv_heads": 0}
    found = verdicts(tmp_path, details)
    assert {each.verdict for each in found.values()} == {"contradicted"}


def test_nothing_to_hold_a_claim_against(tmp_path):
    observed = observe(write_model(tmp_path, {"model_type": "llama"}))
    found = check(claims_of(record({"layers": 2, "parameters": PARAMETERS})), observed)
    assert [each.verdict for each in found] == ["inconclusive"] * 2
    assert exit_code(found, observed.remarks) == 4
    assert exit_code([], observed.remarks) == 4


def test_validate_reads_nothing_for_text_and_nothing_remote(tmp_path):
    write_model(tmp_path, LLAMA, llama_shapes())
    text = "schema_version: 1\nkind: card\ndetails: {layers: 3}\n"
    assert checked_beside(cardkit.loads(text, name="m.card.yaml").reading) == ()
    path = tmp_path / "m.card.yaml"
    path.write_text(text)
    (found,) = cardkit.load(path).validate(select=["SPC101"]).findings
    assert (found.path, found.severity.label) == (("details", "layers"), "error")


def test_validate_follows_no_link(tmp_path):
    write_model(tmp_path / "other", LLAMA)
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "config.json").symlink_to(tmp_path / "other" / "config.json")
    path = folder / "m.card.yaml"
    path.write_text("schema_version: 1\nkind: card\ndetails: {layers: 3}\n")
    assert not cardkit.load(path).validate(select=["SPC101"]).findings


def test_validate_leaves_the_size_in_a_name_alone(tmp_path):
    write_model(tmp_path, LLAMA, llama_shapes())
    path = tmp_path / "m.card.yaml"
    path.write_text("schema_version: 1\nkind: card\nname: M-7B\ndetails: {size: 6K}\n")
    (found,) = cardkit.load(path).validate(select=["SPC101"]).findings
    assert (found.path, found.severity.label) == (("details", "size"), "warning")
    assert {c.claim.path for c in checked_beside(cardkit.load(path).reading)} == {
        ("details", "size"),
        ("name",),
    }
