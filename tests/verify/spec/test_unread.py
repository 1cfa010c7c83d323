"""Claims that cannot be read do not vanish: they are said, and the check is inconclusive."""

import pytest

import cardkit
from cardkit.verify.spec.claims import claims_of
from cardkit.verify.spec.unread import unread
from tests.cli.helpers import run
from tests.verify.spec.models import LLAMA, llama_shapes, write_model


def remark(text, name="m.card.yaml"):
    reading = cardkit.loads(text, name=name).reading
    return unread(reading, claims_of(reading.record))


@pytest.mark.parametrize(
    "line",
    [
        "layers: thirty-two",
        "parameters: 6_889_672_704",
        "size: 8x7B",
        'hidden_size: "64"',
        "hiden_size: 64",
        "kv_heads: 1e3",
        "vocabulary_size: 12.5",
        "size: 9e28",
        "layers: 1" + "0" * 400,
        "context_length: -1",
        "dtype: {a: 1}",
    ],
)
def test_a_record(line):
    found = remark(f"schema_version: 1\nkind: card\nname: M\ndetails:\n  {line}\n")
    assert (found.kind, found.level) == ("claims-unreadable", "error")
    assert f"details.{line.split(':')[0]}" in found.message.en


@pytest.mark.parametrize("line", ["layers: 2", "size: 7B", "dtype: bf16", "tied_embeddings: false"])
def test_what_is_read_is_not_remarked(line):
    assert remark(f"schema_version: 1\nkind: card\nname: M\ndetails:\n  {line}\n") is None
    assumed = "layers: {value: 2, status: assumed}"
    assert remark(f"schema_version: 1\nkind: card\nname: M\ndetails:\n  {assumed}\n") is None
    assert remark("schema_version: 1\nkind: card\nname: M\n") is None


def test_a_markdown_card():
    card = "# M\n\n## Model Details\n\n- **Hidden Size:** large\n- **Layers:** 2\n"
    assert remark(card, "README.md").message.en.startswith("a claim of the card cannot be read")
    assert "(README.md:5)" in remark(card, "README.md").message.en
    assert remark(card.replace("large", "16"), "README.md") is None
    chinese = "# M\n\n## 模型详情\n\n- **参数量**：若干\n- **层数**：很多\n"
    assert "有 2 项声明无法读取" in remark(chinese, "README_zh.md").message.zh
    twice = "# M\n\n## Model Details\n\n- **Layers:** 2\n- **Layers:** 2\n"
    assert remark(twice, "README.md") is None, "said twice, read once"


def test_the_check_is_inconclusive(tmp_path):
    write_model(tmp_path / "m", LLAMA, llama_shapes())
    card = tmp_path / "m.card.yaml"
    card.write_text("schema_version: 1\nkind: card\ndetails: {layers: 2, kv_heads: two}\n")
    done = run("verify", card, "--model", tmp_path / "m", "--spec-only")
    assert done.code == 4
    assert "1 claim: verified 1" in done.out
    assert "details.kv_heads" in done.out
