"""`cardkit disclosure`: screens in both languages, formats, files, inputs it refuses."""

import json

import pytest
from inline_snapshot import snapshot

from cardkit.text import width
from tests.cli.helpers import run
from tests.disclosure.helpers import FULL

CARD = b"""\
schema_version: 1
kind: card
name: X
disclosure:
  components:
    - {component: model_architecture, license: mit}
"""


def test_a_screen_in_english():
    done = run("disclosure", "-", "--profile", "mof", data=CARD)
    assert (done.code, done.err) == (0, "")
    assert done.out == snapshot("""\
Model Openness Framework 1.0, by declared components: <stdin>
1 of 17 components declared, 1 of them under an open licence
class reached: none
Class III stops first at: Model parameters (final): not declared

Class III, Open Model
  + Model architecture: declared, open licence
      disclosure.components[0], <stdin>:6
      licence: mit (disclosure.components[0].license, <stdin>:6)
  - Model parameters (final): not declared
  - Evaluation results: not declared
  - Model card: not declared
  - Data card: not declared
  - Technical report: not declared
  - Sample model outputs: not declared (optional)

Class II, Open Tooling
  - Training code: not declared
  - Inference code: not declared
  - Evaluation code: not declared
  - Evaluation data: not declared
  - Supporting libraries and tools: not declared (optional)

Class I, Open Science
  - Datasets: not declared
  - Data preprocessing code: not declared
  - Model parameters (intermediate): not declared
  - Research paper: not declared
  - Model metadata: not declared (optional)

declared: the record says so. Whether the component lies there, and whether that
licence is on it, was not looked up; the class is what the declarations add up
to.
""")


def test_a_screen_in_chinese():
    done = run(
        "disclosure", "-", "--profile", "gpai", "--audience", "downstream", data=CARD, language="zh"
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == snapshot("""\
欧盟模型文档表格（面向下游提供者的项目）：<stdin>
共 26 项：1 项已写明，25 项未写明，0 项标为不适用

文档本身
  - 文档更新日期：未写明
  - 文档版本号：未写明

基本信息
  - 模型提供者名称：未写明
  + 模型名称与版本：已写明
      name，<stdin>:3
  - 首次发布日期：未写明
  - 在欧盟市场的发布日期：未写明
  - 所基于的模型：未写明

模型属性
  - 模型架构：未写明
  - 输入模态：未写明
  - 最大输入规模：未写明
  - 输出模态：未写明
  - 最大输出规模：未写明
  - 参数总量：未写明

发布与许可证
  - 发布渠道：未写明
  - 模型许可证：未写明

使用
  - 可接受使用政策：未写明
  - 预期用途或受限用途：未写明
  - 可集成的 AI 系统类型：未写明
  - 集成所需的技术手段：未写明
  - 所需硬件：未写明
  - 所需软件：未写明

训练数据
  - 数据模态：未写明
  - 数据来源：未写明
  - 数据治理方法：未写明

须公开的内容
  - 版权政策：未写明
  - 训练内容公开摘要：未写明

另有 17 项仅供主管机构使用，此处不要求也不显示

“已写明”仅表示卡片在该处有相关内容；内容是否充分、是否负有义务，须由人判断。
""")


@pytest.mark.parametrize("columns", [50, 80])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_screen(columns, language):
    for profile in ("gpai", "mof"):
        done = run(
            "disclosure", FULL.name, "--profile", profile,
            language=language, columns=columns, cwd=FULL.parent,
        )  # fmt: skip
        assert max(map(width, done.out.splitlines())) <= columns


def test_json_and_markdown_into_files(tmp_path):
    out = tmp_path / "report.json"
    done = run("disclosure", FULL, "--profile", "gpai", "--output-format", "json", "-o", out)
    assert (done.code, done.out) == (0, "")
    assert json.loads(out.read_text(encoding="utf-8"))["profile"] == "gpai"
    again = run("disclosure", FULL, "--profile", "gpai", "--output-format", "json", "-o", out)
    assert (again.code, "--force" in again.err) == (2, True)


def test_shipped_cards_have_reports():
    for card in ("dclm-7b", "smollm2-135m-instruct"):
        for profile in ("gpai", "mof"):
            assert run("disclosure", card, "--profile", profile).code == 0


@pytest.mark.parametrize(
    ("words", "data", "said"),
    [
        (("-", "--profile", "mof", "--audience", "nca"), CARD, "--audience is for"),
        (("-",), CARD, "--profile"),
        (("nowhere.card.yaml", "--profile", "mof"), b"", "nowhere"),
        (("READM.md", "--profile", "gpai"), b"", "`READM.md` does not exist"),
        (("dclm-7", "--profile", "mof"), b"", "did you mean `dclm-7b`?"),
        (("-", "--profile", "mof"), b"kind: comparison\ncolumns: []\ngroups: []\n", "comparison"),
        (("-", "--profile", "gpai"), b"no card at all", "is no model card"),
    ],
)
def test_what_is_refused(words, data, said):
    done = run("disclosure", *words, data=data)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_what_does_not_fit_is_counted():
    done = run("disclosure", "-", "--profile", "mof", data=CARD + b"nmae: x\n")
    assert done.code == 0
    assert "do not fit the record: 1" in done.err


def test_no_verdict_in_the_help():
    for language in ("en", "zh"):
        text = run("disclosure", "--help", language=language).out.lower()
        assert "complian" not in text
        assert "合规" not in text
