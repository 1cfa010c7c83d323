"""The scores on a screen of 80 columns, in the live table and as lines, in both languages."""

import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console

from cardkit.cli.score_follow import follow
from cardkit.report.frame import Style
from cardkit.report.score_lines import ScoreLines
from cardkit.report.score_live import LiveTable
from cardkit.report.score_rows import METRICS
from cardkit.report.score_screen import lines
from cardkit.text import Text, width
from cardkit.verify.load.checks import Event
from cardkit.verify.measure.follow import Nobody
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.protocol import Metric
from tests.verify.measure.helpers import (
    CARD,
    answers,
    played,
    write_copa,
    write_rows,
    write_winograd,
)

REMARK = Remark("not-finite", "error", Text("NaN", "结果为 NaN"), "winograd_wsc.jsonl:3")


def states(made, found):
    """Yield how tasks stand: nothing asked, some of the items, all that is needed."""
    for name, whole in found.standings.items():
        some = Standing(whole.asking)
        bits = "".join("01"[b] for b in whole.bits["acc_mean_token"])
        metrics = {m: "".join("01"[b] for b in row) for m, row in whole.bits.items()}
        part = answers(whole.asking, whole.items[:24], bits[:24], said=["0", "1"] * 12)
        some.replay(replace(part, bits={m: row[:24] for m, row in metrics.items()}, seconds=12.0))
        yield name, some, whole


def live(made, found, language):
    """Return the frames of a live table, one after the other."""
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system=None, width=80)
    table = LiveTable(made, console, language)

    def frame():
        console.print(table._table())

    frame()
    table.step(Event("load", "begin"))
    frame()
    table.step(Event("load", "done", 1.0))
    (copa, some, whole), (winograd, *_), *_ = states(made, found)
    assert copa == some.asking.id
    table.moved(some)
    table.refused(winograd, REMARK)
    frame()
    table.moved(whole)
    frame()
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def said(made, found, language):
    heard = []
    with ScoreLines(made, lambda text: heard.append(text.get(language))) as follower:
        follower.step(Event("load", "begin"))
        follower.step(Event("load", "done", 1.23))
        (_, some, whole), (winograd, *_), *_ = states(made, found)
        follower.moved(some)
        follower.moved(whole)
        follower.moved(whole)
        follower.refused(winograd, REMARK)
    return "\n".join(heard)


@pytest.fixture
def scored(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = Path("data")
    write_copa(folder)
    write_winograd(folder)
    return lambda **settings: played(folder, **settings)


SCREEN_EN = """\
score       claimed              measured   items  verdict
COPA           0.61  0.611 [0.560, 0.650]  90/100  consistent
    llm-foundry, 0-shot, mean per token; assumed besides: metric
    a claim 10.0 points too high would have shown
Winograd       0.85  0.571 [0.297, 0.817]  28/273  contradicted
    the claim is too high
    llm-foundry, 0-shot, mean per token
    by acc: 0.571
    tiny.card.yaml:6:29: evaluations[2].score
OpenBookQA     0.31                     -       -  inconclusive
    `openbook_qa.jsonl` is not in `data` (looked for
    local_data/commonsense_reasoning/openbook_qa.jsonl,
    commonsense_reasoning/openbook_qa.jsonl, local_data/openbook_qa.jsonl,
    openbook_qa.jsonl); it comes with github.com/mosaicml/llm-foundry,
    scripts/eval/local_data
    llm-foundry, 0-shot, mean per token; assumed besides: metric
assumed for all 3 scores, as the card does not say: harness version, prompt,
  data set, longest prompt
not measured: CORE (CORE is formed from other scores; those are re-measured, not
  the aggregate)
not measured: HumanEval (pass@1 runs the code that the model writes; cardkit
  runs no such code)
the intervals of all scores hold together at 95 % (Bonferroni, 2 sampled); items
  drawn with salt s
1,180 tokens computed where one sequence for each choice takes 2,360; 59.0 s
"""

SCREEN_ZH = """\
分数        卡片所述                  实测    题数  结论
COPA            0.61  0.611 [0.560, 0.650]  90/100  相符
    llm-foundry，0-shot，逐 token 平均；另按假定处理：指标
    若虚高 10.0 个百分点应已检出
Winograd        0.85  0.571 [0.297, 0.817]  28/273  矛盾
    声明偏高
    llm-foundry，0-shot，逐 token 平均
    按 acc：0.571
    tiny.card.yaml:6:29: evaluations[2].score
OpenBookQA      0.31                     -       -  无法判定
    `data` 中没有 `openbook_qa.jsonl`（已查找
    local_data/commonsense_reasoning/openbook_qa.jsonl、
    commonsense_reasoning/openbook_qa.jsonl、local_data/openbook_qa.jsonl、
    openbook_qa.jsonl）；该文件位于 github.com/mosaicml/llm-foundry 的
    scripts/eval/local_data
    llm-foundry，0-shot，逐 token 平均；另按假定处理：指标
3 项分数均按假定处理（卡片未注明）：框架版本、提示格式、数据集、最大长度
未测量：CORE（CORE 由其他分数计算得出；重新测量的是各项分数，而非聚合指标）
未测量：HumanEval（pass@1 需要运行模型生成的代码，cardkit 不运行此类代码）
所有分数的区间同时成立的置信水平为 95 %（Bonferroni，抽样 2 项）；抽样盐值 s
实际计算 1,180 个 token，逐选项计算需 2,360 个；用时 59.0 秒
"""

LIVE_EN = """\
task      claimed  measured  items  verdict  tokens/s  at most
COPA         0.61         -  0/100
Winograd     0.85         -  0/273
task      claimed  measured  items  verdict  tokens/s  at most
COPA         0.61         -  0/100
Winograd     0.85         -  0/273
loading the weights
task      claimed              measured   items  verdict   tokens/s  at most
COPA         0.61  0.667 [0.390, 0.870]  24/100  ...              1    00:38
Winograd     0.85                     -       -  no score
task      claimed              measured   items  verdict     tokens/s  at most
COPA         0.61  0.611 [0.560, 0.650]  90/100  consistent        20
Winograd     0.85                     -       -  no score
"""

LIVE_ZH = """\
任务      卡片所述  实测   题数  结论  token/秒  至多还需
COPA          0.61     -  0/100
Winograd      0.85     -  0/273
任务      卡片所述  实测   题数  结论  token/秒  至多还需
COPA          0.61     -  0/100
Winograd      0.85     -  0/273
加载权重
任务      卡片所述                  实测    题数  结论      token/秒  至多还需
COPA          0.61  0.667 [0.390, 0.870]  24/100  ……               1     00:38
Winograd      0.85                     -       -  无法评分
任务      卡片所述                  实测    题数  结论      token/秒  至多还需
COPA          0.61  0.611 [0.560, 0.650]  90/100  相符            20
Winograd      0.85                     -       -  无法评分
"""

LINES_EN = """\
2 scores to measure, on 2 tasks
loading the weights ...
loading the weights: 1.2 s
COPA: 0.667 after 24 of 100 items
COPA: consistent after 90 of 100 items (0.611, claimed 0.61)
Winograd: NaN
"""

LINES_ZH = """\
待测量 2 项分数，涉及 2 个任务
加载权重 ……
加载权重：1.2 秒
COPA：24/100 题后为 0.667
COPA：90/100 题后相符（0.611，卡片所述 0.61）
Winograd：结果为 NaN
"""


@pytest.mark.parametrize(("language", "expected"), [("en", SCREEN_EN), ("zh", SCREEN_ZH)])
def test_the_screen(scored, language, expected):
    read, _, _, measured = scored()
    assert "\n".join(lines(measured, read, language, Style(width=80))) + "\n" == expected


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [66, 80, 120])
def test_text_stays_within_the_page(scored, language, columns):
    read, made, found, measured = scored(every_reading=True, context=8192)
    label = Text("A benchmark with a name that takes more room than there is", "很长的名称" * 12)
    scores = [replace(s, claim=replace(s.claim, label=label)) for s in measured.scores]
    for each in (measured, replace(measured, scores=tuple(scores))):
        for line in lines(each, read, language, Style(width=columns)):
            assert width(line) <= columns or " " not in line.strip()
    named = [replace(p, claim=replace(p.claim, label=label)) for p in made.planned]
    shown = live(replace(made, planned=tuple(named)), found, language)
    assert "0.667 [0.390, 0.870]  24/100" in shown
    assert max(map(width, shown.splitlines())) <= 80


@pytest.mark.parametrize(("language", "expected"), [("en", LIVE_EN), ("zh", LIVE_ZH)])
def test_the_live_table(scored, language, expected):
    _, made, found, _ = scored()
    assert live(made, found, language) + "\n" == expected


def test_the_live_table_is_gone_when_it_ends(scored):
    _, made, found, _ = scored()
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system=None, width=80)
    with LiveTable(made, console, "en") as table:
        for standing in found.standings.values():
            table.moved(standing)
    assert stream.getvalue().rstrip().endswith("\x1b[2K")
    assert "\x1b[?25h" in stream.getvalue()


@pytest.mark.parametrize(("language", "expected"), [("en", LINES_EN), ("zh", LINES_ZH)])
def test_the_lines(scored, language, expected):
    _, made, found, _ = scored()
    assert said(made, found, language) + "\n" == expected


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "ended early; --resume goes on from here (/runs/j.jsonl)"),
        ("zh", "提前结束；用 --resume 可从此处继续（/runs/j.jsonl）"),
    ],
)
@pytest.mark.parametrize("ended", ["out-of-time", "interrupted", "stopped"])
def test_a_run_that_ended_early_can_go_on(scored, language, told, ended):
    read, _, _, measured = scored(ended=ended)
    assert list(lines(measured, read, language, Style(width=80)))[-1] == told
    assert told not in list(
        lines(replace(measured, ended="finished"), read, language, Style(width=80))
    )


def test_full_runs_alone_are_not_said_to_be_sampled(scored):
    read, _, _, measured = scored()
    measured = replace(measured, family=replace(measured.family, sampled=0))
    en, zh = (
        "\n".join(lines(measured, read, language, Style(width=200))) for language in ("en", "zh")
    )
    assert "no task is sampled: the verdicts rest on full runs alone" in en
    assert "没有抽样：结论仅依据完整评测；题目顺序的盐值 s" in zh
    assert "Bonferroni" not in en + zh


def test_an_interruption_before_the_first_item_is_told(scored):
    read, _, _, measured = scored(ended="interrupted")
    scores = tuple(replace(s, result=None, asked=None) for s in measured.scores)
    unasked = replace(measured, scores=scores, family=None)
    last = [list(lines(unasked, read, language, Style(width=80)))[-1] for language in ("en", "zh")]
    assert last == ["interrupted before any item was asked", "尚未评测任何题目即被中断"]


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"TERM": "xterm"}, LiveTable),
        ({"TERM": "xterm", "NO_COLOR": "1"}, LiveTable),
        ({"TERM": "dumb"}, ScoreLines),
    ],
)
def test_a_terminal_without_colours_has_the_live_table_too(scored, monkeypatch, settings, kind):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", terminal)
    _, made, found, _ = scored()
    with follow(made) as follower:
        assert isinstance(follower, kind)
        for standing in found.standings.values():
            follower.moved(standing)
    assert "COPA" in terminal.getvalue()


def test_readings_say_how_they_differ(scored):
    read, _, _, measured = scored(every_reading=True, context=8192)
    text = " ".join(" ".join(lines(measured, read, "en", Style(width=80))).split())
    assert "as llm-foundry, 0-shot, mean per token, copa, 8,192 tokens at most: 0." in text


def test_readings_whose_items_are_missing_are_told_with_what_is_missing(scored):
    Path("data/copa.jsonl").unlink()
    rows = [{"premise": "a", "choice1": "b", "choice2": "c", "question": "cause", "label": 0}] * 100
    write_rows(Path("data/copa.validation.jsonl"), rows)
    read, _, _, measured = scored(every_reading=True, text=UNNAMED)
    text = {
        language: "\n".join(lines(measured, read, language, Style(width=2000)))
        for language in ("en", "zh")
    }
    [copa] = measured.scores
    assert copa.verdict == "consistent"
    assert [(r.protocol.definition.harness, r.verdict) for r in copa.readings] == [
        ("llm-foundry", "inconclusive")
    ]
    how = "llm-foundry, 0-shot, mean per token, copa, 2,048 tokens at most"
    assert f"as {how}: not measured (`copa.jsonl` is not in `data`" in text["en"]
    how = "llm-foundry，0-shot，逐 token 平均，copa，最长 2,048 个 token"
    assert f"按 {how}：未测量（`data` 中没有 `copa.jsonl`" in text["zh"]


def test_a_reading_that_wants_the_same_items_does_not_repeat_the_reason(scored):
    read, _, _, measured = scored(every_reading=True, context=8192)
    text = " ".join(" ".join(lines(measured, read, "en", Style(width=80))).split())
    assert text.count("`openbook_qa.jsonl` is not in `data`") == 1
    assert "8,192 tokens at most: not measured (for the same reason)" in text


UNNAMED = """name: Tiny
evaluations:
  - {task: copa, score: "0.61", unit: fraction, shots: 0, metric: accuracy}
"""


def test_what_is_assumed_of_one_score_alone_stands_with_it(scored):
    read, _, _, measured = scored()
    alone = replace(measured, scores=measured.scores[1:2])
    text = "\n".join(lines(alone, read, "en", Style(width=80)))
    assert "; assumed, as the card does not say:\n    harness version, metric, prompt," in text
    assert "assumed for all" not in text


def test_what_the_card_states_otherwise_is_not_said_to_be_left_open(scored):
    card = CARD.replace("llm-foundry}", "llm-foundry, version: 0.8.0}")
    read, _, _, measured = scored(text=card)
    text = " ".join(" ".join(lines(measured, read, "en", Style(width=80))).split())
    assert "as the card does not say: prompt, data set, longest prompt" in text
    otherwise = (
        "other than the card states, for all 3 scores: harness version 0.9.0 (the card states"
        " 0.8.0; the rules were read in this one)"
    )
    assert text.count(otherwise) == text.count("0.8.0") == 1
    zh = "".join(line.strip() for line in lines(measured, read, "zh", Style(width=80)))
    assert "3 项分数均与卡片所述不同：框架版本 0.9.0（卡片注明的版本为 0.8.0；" in zh
    alone = replace(measured, scores=measured.scores[1:2])
    text = " ".join(" ".join(lines(alone, read, "en", Style(width=80))).split())
    assert "other than the card states: harness version 0.9.0 (" in text


@pytest.mark.parametrize("metric", get_args(Metric))
def test_every_metric_has_a_name(metric):
    assert METRICS[metric].en
    assert METRICS[metric].zh


@pytest.mark.parametrize("columns", [60, 66])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_label_that_is_cut_stands_whole_beneath(scored, columns, language):
    read, _, _, measured = scored()
    label = Text("A benchmark: the second part", "一个很长的基准：全部题目的第二部分")
    scores = [replace(s, claim=replace(s.claim, label=label)) for s in measured.scores]
    shown = list(lines(replace(measured, scores=tuple(scores)), read, language, Style(columns)))
    assert f"    {label.get(language)}" in shown


def test_tokens_of_answers_that_two_claims_share_are_counted_once(scored):
    read, _, _, measured = scored()
    twice = replace(measured, scores=(*measured.scores, measured.scores[1]))
    assert list(lines(twice, read, "en", Style(width=80)))[-1] == SCREEN_EN.splitlines()[-1]


def test_hostile_labels_are_shown_as_escapes(scored):
    read, _, _, measured = scored()
    score = measured.scores[1]
    claim = replace(score.claim, label=Text("CO\x1b[31mPA\u202e", "CO\x1b[31mPA\u202e"))
    hostile = replace(measured, scores=(replace(score, claim=claim),))
    text = "\n".join(lines(hostile, read, "en", Style(width=80)))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_nobody_hears_nothing():
    nobody = Nobody()
    assert [nobody.step(None), nobody.moved(None), nobody.refused("a", REMARK)] == [None] * 3
