"""Claims as evidence binds them: pointers that survive edits, digests of what is claimed."""

import pytest

import cardkit
from cardkit.evidence.claims import card_claims, plain
from cardkit.evidence.status import left_over, matched
from tests.evidence.helpers import CARD, COPA, FRESH, WINOGRAD, found, plainly


def claims(text, name="tiny.card.yaml"):
    return {c.pointer: c for c in card_claims(cardkit.loads(text, name=name).reading)}


def test_pointers_name_tasks_and_no_places():
    assert list(claims(CARD)) == list(FRESH)


def test_rows_may_be_moved_and_added(statement, folder):
    path = folder / "tiny.card.yaml"
    head, *rows = path.read_text().split("  - {")
    new = 'task: copa, score: "0.50", shots: 5}\n'
    path.write_text("  - {".join([head, new, *reversed(rows)]))
    statuses = found(statement, folder)
    assert statuses[COPA].status == "unverified"  # the new one stands first
    assert statuses[f"{COPA}/2"].status == "consistent"
    assert statuses[WINOGRAD].status == "contradicted"
    assert len(statuses) == len(FRESH) + 1


def test_a_removed_row_is_left_over(statement, folder):
    text = CARD.replace('  - {task: copa, score: "0.61", shots: 0}\n', "")
    reading = cardkit.loads(text, name="tiny.card.yaml").reading
    [over] = left_over(statement, card_claims(reading))
    assert over.pointer == COPA
    assert COPA not in matched(statement, card_claims(reading))
    rest = {pointer: was for pointer, was in FRESH.items() if pointer != COPA}
    assert plainly(found(statement, folder, reading=reading)) == rest


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('"0.61"', '"0.610"', False),  # more digits claim more
        ("shots: 0}", "shots: 5}", False),
        ("{name: llm-foundry}", "{name: lm-eval}", False),
        ("{name: llm-foundry}", "{name: llm-foundry, version: 0.9.0}", False),
        ("name: Tiny", "name: Tiny\ntitle: {en: A tiny model}", True),
        ("layers: 2", "layers: 3", True),
    ],
)
def test_what_changes_the_digest_of_a_claim(old, new, same):
    before, after = claims(CARD)[COPA], claims(CARD.replace(old, new, 1)).get(COPA)
    assert (after is not None and before.digest == after.digest) == same


def test_a_share_is_one_claim_in_per_cent_and_as_a_fraction():
    row = "name: T\nevaluations:\n  - {{task: copa, score: '{}', unit: {}}}\n"
    one, other = (
        claims(row.format(*each))[COPA].digest
        for each in (("0.738", "fraction"), ("73.8", "percent"))
    )
    assert one == other


def test_both_languages_say_the_same():
    from cardkit.evidence.claims import card_claims

    card = cardkit.loads(CARD, name="tiny.card.yaml")
    found = [
        {c.digest for c in card_claims(cardkit.loads(card.render(lang)).reading)}
        for lang in ("en", "zh")
    ]
    assert found[0] == found[1]
    assert found[0]


def test_a_mean_of_scores_has_nothing_of_its_own_to_verify(folder):
    from tests.cli.helpers import run

    path = folder / "tiny.card.yaml"
    head, copa, *_ = CARD.replace("hidden_size: 17", "hidden_size: 16").split("  - ")
    path.write_text(f"{head}  - {copa}  - {{task: core, score: '0.300'}}\n")
    derived = {c.pointer for c in claims(path.read_text()).values() if c.is_derived}
    assert derived == {"/evaluations/core/score"}
    (folder / "verification.json").unlink()
    assert run("evidence", "check", path).code == 4
    from dataclasses import replace

    from cardkit.evidence.check import check_evidence
    from tests.evidence.helpers import TODAY, read

    report = check_evidence(read(folder), None, None, TODAY)
    right = {
        pointer: each if each.claim.is_derived else replace(each, status="consistent")
        for pointer, each in report.statuses.items()
    }
    assert replace(report, statuses=right).exit_code == 0


def test_a_comparison_claims_nothing_of_its_own():
    text = "kind: comparison\ncolumns: [{id: mmlu, task: mmlu_fewshot}]\nrows: []\n"
    assert claims(text, "c.yaml") == {}


def test_values_of_a_record_in_plain_json():
    from decimal import Decimal

    value = {"t": 0.7, "n": 2**60, "d": Decimal("1e3"), "l": (1, None, True), "s": "\udcff"}
    assert plain(value) == {
        "t": "0.7", "n": str(2**60), "d": "1E+3", "l": [1, None, True], "s": "\\udcff",
    }  # fmt: skip
