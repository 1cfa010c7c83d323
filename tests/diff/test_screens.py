"""Whole screens in both languages, and the comment for a pull request."""
# ruff: noqa: E501 - a comment's table is as wide as it is

import pytest
from inline_snapshot import snapshot

from tests.cli.helpers import run
from tests.diff.versions.helpers import LARCH, LARCH_ZH, edited

EDITS = (
    ("license: apache-2.0", "license: mit"),
    ("| 26     |", "| 28     |"),
    ("0.4810", "0.4910"),
    ("| GSM8K | - |", "| GSM8K | 0.0210 |"),
    ("| Fir | 4B | 2T | ❌ | **49.9** | - |\n", ""),
    ("of 3 billion parameters", "of 4 billion parameters"),
    ("pip install larch", "pip install larch==2"),
)


@pytest.fixture
def cards(tmp_path):
    (tmp_path / "old.md").write_text(LARCH, encoding="utf-8")
    (tmp_path / "new.md").write_text(edited(*EDITS), encoding="utf-8")
    return tmp_path


@pytest.fixture
def chinese(tmp_path):
    (tmp_path / "old.md").write_text(LARCH_ZH, encoding="utf-8")
    changed = edited(("0.4810", "0.4910"), ("license: apache-2.0", "license: mit"), text=LARCH_ZH)
    (tmp_path / "new.md").write_text(
        changed + "\n## 更新\n\n新增一段说明，共 3 条。\n", encoding="utf-8"
    )
    return tmp_path


def test_full_en(cards):
    done = run("diff", "old.md", "new.md", cwd=cards)
    assert (done.code, done.err) == (0, "compared as two versions (English): old.md → new.md\n")
    assert done.out == snapshot("""\
Metadata
  ~ licence: apache-2.0 → mit
      - old.md:2 | license: apache-2.0
      + new.md:2 | license: mit

Model details
  ~ Layers: 26 → 28
      - old.md:27 | … 1.2T            | 26     | 3200        | 32              …
      + new.md:27 | … 1.2T            | 28     | 3200        | 32              …

Evaluations
  ~ MMLU (5-shot): 0.4810 → 0.4910
      - old.md:86 | | MMLU (5-shot) | 0.4810 |
      + new.md:86 | | MMLU (5-shot) | 0.4910 |
  + GSM8K: 0.0210
      + new.md:90 | | GSM8K | 0.0210 |

Comparison
  - row `Fir`
    (in the table in section `Comparison`)
      - old.md:103 | | Fir | 4B | 2T | ❌ | **49.9** | - |

Text
  ~ paragraph in section `Model Card for Larch-3B`: 3 billion → 4 billion
    (reworded; numbers that changed are shown)
      - old.md:20 | Larch-3B is an invented language model of 3 billion paramet…
      + new.md:20 | Larch-3B is an invented language model of 4 billion paramet…

Code
  ~ code block in section `Using Model`: pip install larch → pip install
    larch==2
    (lines that changed: 1 removed, 1 added)
      - old.md:50 | pip install larch
      + new.md:50 | pip install larch==2

7 differences: 5 changed, 1 added, 1 removed
""")


def test_full_zh(cards):
    assert run("diff", "old.md", "new.md", cwd=cards, language="zh").out == snapshot("""\
元数据
  ~ 许可证：apache-2.0 → mit
      - old.md:2 | license: apache-2.0
      + new.md:2 | license: mit

模型详情
  ~ 层数：26 → 28
      - old.md:27 | … 1.2T            | 26     | 3200        | 32              …
      + new.md:27 | … 1.2T            | 28     | 3200        | 32              …

评估结果
  ~ MMLU (5-shot)：0.4810 → 0.4910
      - old.md:86 | | MMLU (5-shot) | 0.4810 |
      + new.md:86 | | MMLU (5-shot) | 0.4910 |
  + GSM8K：0.0210
      + new.md:90 | | GSM8K | 0.0210 |

模型对比
  - 行 `Fir`
    （位于“Comparison”章节的表格中）
      - old.md:103 | | Fir | 4B | 2T | ❌ | **49.9** | - |

正文
  ~ “Model Card for Larch-3B”章节中的段落：3 billion → 4 billion
    （文字有改动；列出变化的数值）
      - old.md:20 | Larch-3B is an invented language model of 3 billion paramet…
      + new.md:20 | Larch-3B is an invented language model of 4 billion paramet…

代码
  ~ “Using Model”章节中的代码块：pip install larch → pip install larch==2
    （变更的行：删除 1，新增 1）
      - old.md:50 | pip install larch
      + new.md:50 | pip install larch==2

7 处差异：修改 5，新增 1，删除 1
""")


def test_a_chinese_card_zh(chinese):
    done = run("diff", "old.md", "new.md", cwd=chinese, language="zh")
    assert done.err == "按两个版本比较（中文）：old.md → new.md\n"
    assert done.out == snapshot("""\
元数据
  ~ 许可证：apache-2.0 → mit
      - old.md:2 | license: apache-2.0
      + new.md:2 | license: mit

评估结果
  ~ MMLU（5-shot）：0.4810 → 0.4910
      - old.md:71 | | MMLU（5-shot） | 0.4810 |
      + new.md:71 | | MMLU（5-shot） | 0.4910 |

正文
  + “更新”章节
    （包含 1 个段落）
      + new.md:110 | ## 更新

3 处差异：修改 2，新增 1
""")


def test_concise_en(cards):
    done = run("diff", "old.md", "new.md", "--output-format", "concise", cwd=cards)
    assert done.out == snapshot("""\
new.md:2: changed: licence: apache-2.0 → mit
new.md:27: changed: Layers: 26 → 28
new.md:86: changed: MMLU (5-shot): 0.4810 → 0.4910
new.md:90: added: GSM8K: 0.0210
old.md:103: removed: row `Fir`
new.md:20: changed: paragraph in section `Model Card for Larch-3B`: 3 billion → 4 billion
new.md:50: changed: code block in section `Using Model`: pip install larch → pip install larch==2
7 differences: 5 changed, 1 added, 1 removed
""")


def test_concise_zh(cards):
    words = ("diff", "old.md", "new.md", "--output-format", "concise")
    assert run(*words, cwd=cards, language="zh").out == snapshot("""\
new.md:2: 修改：许可证：apache-2.0 → mit
new.md:27: 修改：层数：26 → 28
new.md:86: 修改：MMLU (5-shot)：0.4810 → 0.4910
new.md:90: 新增：GSM8K：0.0210
old.md:103: 删除：行 `Fir`
new.md:20: 修改：“Model Card for Larch-3B”章节中的段落：3 billion → 4 billion
new.md:50: 修改：“Using Model”章节中的代码块：pip install larch → pip install larch==2
7 处差异：修改 5，新增 1，删除 1
""")


def test_markdown_en(cards):
    done = run("diff", "old.md", "new.md", "--output-format", "markdown", cwd=cards)
    assert done.out == snapshot("""\
**7 differences: 5 changed, 1 added, 1 removed**

`old.md` → `new.md`

**Metadata**

| | What | Before | After | Lines |
|---|---|---|---|---|
| changed | `licence` | `apache-2.0` | `mit` | 2 → 2 |

**Model details**

| | What | Before | After | Lines |
|---|---|---|---|---|
| changed | `Layers` | `26` | `28` | 27 → 27 |

**Evaluations**

| | What | Before | After | Lines |
|---|---|---|---|---|
| changed | `MMLU (5-shot)` | `0.4810` | `0.4910` | 86 → 86 |
| added | `GSM8K` |  | `0.0210` | – → 90 |

**Comparison**

| | What | Before | After | Lines |
|---|---|---|---|---|
| removed | `row Fir`<br>`in the table in section Comparison` |  |  | 103 → – |

<details><summary>Text (1)</summary>

| | What | Before | After | Lines |
|---|---|---|---|---|
| changed | `paragraph in section Model Card for Larch-3B`<br>`reworded; numbers that changed are shown` | `3 billion` | `4 billion` | 20 → 20 |

</details>

<details><summary>Code (1)</summary>

| | What | Before | After | Lines |
|---|---|---|---|---|
| changed | `code block in section Using Model`<br>`lines that changed: 1 removed, 1 added` | `pip install larch` | `pip install larch==2` | 50 → 50 |

</details>
""")


def test_markdown_zh(cards):
    words = ("diff", "old.md", "new.md", "--output-format", "markdown")
    assert run(*words, cwd=cards, language="zh").out == snapshot("""\
**7 处差异：修改 5，新增 1，删除 1**

`old.md` → `new.md`

**元数据**

| | 内容 | 之前 | 之后 | 行号 |
|---|---|---|---|---|
| 修改 | `许可证` | `apache-2.0` | `mit` | 2 → 2 |

**模型详情**

| | 内容 | 之前 | 之后 | 行号 |
|---|---|---|---|---|
| 修改 | `层数` | `26` | `28` | 27 → 27 |

**评估结果**

| | 内容 | 之前 | 之后 | 行号 |
|---|---|---|---|---|
| 修改 | `MMLU (5-shot)` | `0.4810` | `0.4910` | 86 → 86 |
| 新增 | `GSM8K` |  | `0.0210` | – → 90 |

**模型对比**

| | 内容 | 之前 | 之后 | 行号 |
|---|---|---|---|---|
| 删除 | `行 Fir`<br>`位于“Comparison”章节的表格中` |  |  | 103 → – |

<details><summary>正文 (1)</summary>

| | 内容 | 之前 | 之后 | 行号 |
|---|---|---|---|---|
| 修改 | `“Model Card for Larch-3B”章节中的段落`<br>`文字有改动；列出变化的数值` | `3 billion` | `4 billion` | 20 → 20 |

</details>

<details><summary>代码 (1)</summary>

| | 内容 | 之前 | 之后 | 行号 |
|---|---|---|---|---|
| 修改 | `“Using Model”章节中的代码块`<br>`变更的行：删除 1，新增 1` | `pip install larch` | `pip install larch==2` | 50 → 50 |

</details>
""")


def test_no_difference(cards):
    done = run("diff", "old.md", "old.md", "--exit-code", cwd=cards)
    assert (done.code, done.out) == (0, "No differences in what the cards state\n")
    zh = run("diff", "old.md", "old.md", cwd=cards, language="zh")
    assert zh.out == "两张卡片陈述的内容没有差异\n"
