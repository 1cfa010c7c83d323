"""The table of attacks, row by row: which tests hold each, and that they are there.

Rows as in the threat model of SECURITY.md's making: the card, the model's files, the statement and
the policy are hostile; the token of CI and the operator's terminal are what is at stake.
"""

import ast
import json
import socket
from functools import cache
from pathlib import Path

import pytest

from cardkit.catalog.look_alikes import mixed_words
from tests.rules.helpers import check
from tests.rules.test_cli import run

TESTS = Path(__file__).parent

ROWS = {
    1: ("pickled weights", [
        "verify/spec/test_hostile.py::test_a_pickle_is_refused_and_never_opened",
        "verify/load/test_files.py::test_pickle_is_refused_unopened",
    ]),
    2: ("code of a repository", [
        "verify/spec/test_hostile.py::test_code_of_the_repository_is_told_and_never_run",
        "verify/load/test_checks.py::test_code_of_the_repository_is_never_run",
        "ci/test_action.py::test_attack_2_modules_in_the_checkout_are_not_imported",
    ]),
    3: ("templates in a card", [
        "render/test_render_view.py::test_template_text_in_a_field_stays_literal",
    ]),
    4: ("YAML that grows", [
        "test_hostile.py::test_merge_key_bomb_is_refused_fast_with_its_line",
        "test_hostile.py::test_foreign_yaml_is_refused_in_cards_and_records",
    ]),
    5: ("the same key twice", ["test_hostile.py::test_duplicate_keys_name_both_lines"]),
    6: ("terminal escapes", [
        "test_hostile.py::test_no_escape_from_a_card_reaches_the_terminal",
        "policy/test_hostile_policy.py::test_attack_6_controls_in_a_waiver",
    ]),
    7: ("commands of a workflow", [
        "rules/test_report_formats.py::test_attack_7_card_text_is_one_command_and_no_more",
        "ci/test_action.py::test_attack_7_hostile_inputs_are_one_argument_and_no_command",
    ]),
    8: ("patterns that run away", [
        "test_hostile.py::test_long_runs_are_read_in_linear_time",
        "test_hostile.py::test_front_matter_search_over_newlines_is_fast",
    ]),
    9: ("paths and links out", [
        "test_hostile.py::test_symlinked_output_is_refused",
        "test_hostile.py::test_files_beside_a_card_are_no_way_out",
        "verify/spec/test_hostile.py::test_a_link_out_of_the_folder_is_not_followed",
    ]),
    10: ("HTML and scripts", [
        "rules/test_report_formats.py::test_attack_10_and_11_card_text_makes_no_markdown",
    ]),
    11: ("forged structure", [
        "test_hostile.py::test_fields_cannot_forge_structure",
        "ci/test_action.py::test_attack_7_and_11_text_of_a_card_is_no_command_and_no_output",
    ]),
    12: ("a forged badge", [
        "rules/test_evidence_rules.py::test_attack_12_a_fake_badge",
        "rules/test_evidence_rules.py::test_attack_12_a_forged_mark",
    ]),
    13: ("links that lead inside", ["test_attack_table.py::test_attack_13_no_link_is_opened"]),
    14: ("malformed weights", [
        "verify/spec/test_hostile.py::test_a_damaged_header",
        "verify/spec/test_hostile.py::test_an_lfs_pointer_is_told_with_the_size_it_names",
        "verify/spec/test_hostile.py::test_a_damaged_config",
    ]),
    15: ("text that nobody sees", [
        "test_hostile.py::test_hidden_characters_are_a_finding_and_shown",
    ]),
    16: ("YAML 1.1", [
        "test_hostile.py::test_yaml_1_2_meaning_and_the_finding_that_others_differ",
    ]),
    17: ("letters that only look Latin", [
        "test_attack_table.py::test_attack_17_look_alike_letters_in_a_name",
    ]),
    18: ("tricks of attestations", [
        "evidence/test_attack_18.py::test_attack_18_path_traversal",
        "evidence/test_attack_18.py::test_attack_18_one_gigabyte",
        "evidence/test_attack_18.py::test_attack_18_duplicate_keys",
    ]),
}  # fmt: skip


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row} {ROWS[row][0]}")
def test_each_row_has_its_tests(row):
    for place in ROWS[row][1]:
        file, _, name = place.partition("::")
        assert name in names_in(file), place


def test_no_row_is_left_out():
    assert sorted(ROWS) == list(range(1, 19))


INSIDE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://0x7f.1/",
    "//evil.example/x.png",
    "https://user:secret@10.0.0.1/",
]


@pytest.mark.parametrize("verb", ["validate", "render", "import", "diff", "export", "disclosure"])
def test_attack_13_no_link_is_opened(verb, tmp_path, monkeypatch):
    links = "\n\n".join(f"[a]({url}) ![b]({url})" for url in INSIDE)
    card = tmp_path / "README.md"
    card.write_text(f"---\nlicense: mit\nlicense_link: {INSIDE[0]}\n---\n\n# H-7B\n\n{links}\n")
    tried = []

    def refuse(*arguments, **_):
        tried.append(arguments)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    more = {
        "diff": [str(card)],
        "export": ["--to", "cyclonedx"],
        "disclosure": ["--profile", "gpai"],
    }.get(verb, [])
    done = run(verb, str(card), *more, cwd=tmp_path)
    assert tried == []
    assert b"Traceback" not in done.stderr


def test_attack_17_look_alike_letters_in_a_name():
    name = "D\u0421LM-7B"
    assert list(mixed_words(name)) == [(0, "D\u0421LM", "DCLM")]
    assert list(mixed_words("Скачать Heron-7B-β μP")) == []
    text = f"---\nlicense: mit\nbase_model: heron-lab/{name}\n---\n\n# Heron\n\nText.\n"
    (found,) = check(text, "SRC110").findings
    assert "U+0421" in found.message.en
    assert json.dumps(found.args["word"]) == '"D\\u0421LM"'
