"""Lines that break as Chinese does, hints that fit, what is said once."""

import pytest
from inline_snapshot import snapshot

from cardkit.text import width
from tests.cli.helpers import run


@pytest.mark.parametrize("columns", [60, 80])
def test_chinese_lines_break_between_han_and_never_before_marks(columns):
    done = run("compare", "7b", "--why", language="zh", columns=columns)
    lines = done.out.splitlines()
    assert max(map(width, lines)) <= columns
    assert not [line for line in lines if line[:1] in set("，。、；：）》”")]
    assert "Llama2" not in lines


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("output", ["table", "markdown"])
def test_the_place_of_most_numbers_is_said_once(language, output):
    done = run("compare", "7b", "--why", "--format", output, language=language)
    said = {"en": "comparison row in 7b; S1", "zh": "7b 的对比表；S1"}[language]
    assert done.out.count(said) == 1


def test_chinese_provenance_at_60_columns():
    words = ["--filter", "name=Phi-3", "--why"]
    assert run("compare", "7b", *words, language="zh", columns=60).out == snapshot("""\
7B 模型对比
模型       参数  数据  开放  CORE  MMLU  EXTENDED
─────────────────────────────────────────────────
开放权重，非开放数据集
Phi-3 [1]  7B    ?     ❌    61.0  69.9      57.9
? 未知
[1] 表中标为“Phi-3 7B”，但分数实为
Phi-3-medium-128k-instruct 的结果，该模型为 14B 指令微调模
型。
7b：数据截至 2024-06

数据来源
未另行注明者：7b 的对比表；S1
Phi-3 CORE：61.0，百分数，core，v1，llm-foundry
Phi-3 MMLU：69.9，百分数，mmlu_fewshot，accuracy，5-shot，
llm-foundry
Phi-3 EXTENDED：57.9，百分数，extended，v1，llm-foundry

S1 Model card of apple/DCLM-7B，2024-06，2026-11 查阅
https://huggingface.co/apple/DCLM-7B 日期为卡片自述。卡片的
对比表未注明指标版本和样例数，加粗也不可靠：CORE 和 EXTENDED
与第 1 版一致，MMLU 与 5-shot 结果一致；MAP-Neo 被加粗，但同
组的 DCLM-7B 更高。mlfoundations/dclm 的 README 重复了其余十
行，其中“DCLM-BASELINE 7B 2.6T”一行（57.1、45.4）是 8k 检查
点，与本模型不同。
""")


def test_no_row_matches():
    for language, said in (("en", "No row matches the filter"), ("zh", "没有符合过滤条件的行")):
        done = run("compare", "7b", "--filter", "core>99", language=language)
        assert done.code == 0
        assert said in done.out
        assert "--why" not in done.out


def test_no_scores_no_reasons(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("# Model Card for X-1B\n\nA model.\n")
    for flags in ([], ["--why"]):
        done = run("compare", card, *flags)
        assert "No scores were found" in done.out
        assert "--why" not in done.out
        assert "Where the numbers come from" not in done.out


def test_a_guess_is_made_once():
    done = run("compare", "7b", "--columns", "+arc_easy,-core")
    assert done.code == 2
    assert "did you mean: core\n" in done.err


@pytest.mark.parametrize("columns", ["", ",", " ", "+"])
def test_no_columns_are_a_usage_error(columns):
    done = run("compare", "7b", "--columns", columns)
    assert (done.code, done.out) == (2, "")
    assert "`--columns` names no column" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("compare nothing", "内置：7b、dclm-7b、smollm2-135m-instruct"),
        ("compare 7b --sort zzz", "可用的列：name、params"),
        ("render dclm-7b --dialect x", "可选：huggingface、modelscope、modelers、"),
        ("render nothing", "内置：dclm-7b、smollm2-135m-instruct"),
    ],
)
def test_chinese_lists_have_chinese_marks(words, said):
    assert said in run(*words.split(), language="zh").err


def test_what_a_file_should_be_has_no_stray_blank(tmp_path):
    record = tmp_path / "x.card.yaml"
    record.write_text("- a\n")
    assert "文件内容应为键值映射" in run("render", record, language="zh").err
