"""What stands in a row in a Chinese message has 、 between, whatever says it."""

import ast
from pathlib import Path

from tests.cli.helpers import run
from tests.policy.helpers import committed, repository

PACKAGE = Path(__file__).parents[2] / "cardkit"
RECORD = (
    "schema_version: 1\nkind: card\nid: larch-3b\nname: Larch-3B\nsources:\n  demo: https://x.org\n"
)


def is_joined_by_commas(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "join"
        and isinstance(node.func.value, ast.Constant)
        and node.func.value.value == ", "
    )


def test_no_message_is_filled_with_a_list_that_has_commas_in_both_languages():
    """`listed` gives each language its own; a text that is joined before it reads English."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
        and any(is_joined_by_commas(word.value) for word in node.keywords)
    ]
    assert found == []


def test_the_fields_to_fill_in(tmp_path):
    (tmp_path / "larch.card.yaml").write_text(RECORD, encoding="utf-8")
    for language, said in (
        ("en", "fill in `sources.repository`, `sources.paper`"),
        ("zh", "请填写 `sources.repository`、`sources.paper`"),
    ):
        done = run(
            "validate", "larch.card.yaml", "--select", "STR101", cwd=tmp_path, language=language
        )
        assert said in done.out


def test_what_a_working_tree_changes(tmp_path):
    committed(repository(tmp_path, 'fail-on = "error"\n'))
    (tmp_path / "cardkit.toml").write_text('fail-on = "never"\nlanguages = ["zh"]\n')
    words = ("validate", "README.md", "--policy-from", "HEAD")
    assert "`fail-on`, `languages`" in run(*words, cwd=tmp_path).out
    assert "`fail-on`、`languages`" in run(*words, cwd=tmp_path, language="zh").out
