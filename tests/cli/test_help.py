"""Help, version and usage errors: both languages, streams that cannot show Chinese, widths."""

import pytest
from inline_snapshot import snapshot

from cardkit.text import width
from tests.cli.helpers import run

VERBS = [
    "validate", "explain", "compare", "diff", "render", "translate", "import", "init", "schema",
    "env", "disclosure",
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii", "cp936"])
@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_is_shown_on_every_stream(verb, encoding):
    done = run(*verb.split(), "--help", language="zh", encoding=encoding)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("用法：" if encoding == "cp936" else "Usage: ")
    assert "\\u" not in done.out


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("words", ["", "vaildate", "schema", "render nothing"])
def test_errors_are_readable_on_every_stream(words, encoding):
    done = run(*words.split(), language="zh", encoding=encoding)
    assert done.code == 2
    assert "\\u" not in done.err


@pytest.mark.parametrize("verb", [v for v in ["", *VERBS] if v != "render"])
@pytest.mark.parametrize("words", ["--help --lang zh", "--lang=zh -h"])
def test_the_language_counts_wherever_it_stands(verb, words):
    done = run(*verb.split(), *words.split())
    assert done.code == 0
    for said in ("用法：", "选项：", "显示此帮助并退出"):
        assert said in done.out
    for english in ("Usage", "Options", "Show this", "default:"):
        assert english not in done.out


def test_renders_language_is_the_cards_and_its_help_says_so():
    assert "Usage:" in run("render", "--help", "--lang", "zh").out
    assert "cardkit --lang zh render" in run("render", "--help").out
    assert "用法：" in run("--lang", "zh", "render", "--help").out


def test_the_verbs_language_is_not_the_groups():
    assert "Usage:" in run("--help", "compare", "--lang", "zh").out
    assert "用法：" in run("--color", "never", "--help", "--lang", "zh").out


def test_defaults_in_both_languages():
    assert "[default: error]" in " ".join(run("validate", "--help").out.split())
    assert "（默认：error）" in run("validate", "--help", language="zh").out


def test_nothing_to_do_shows_the_help():
    done = run()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: ")
    assert run(language="zh").err.startswith("用法：")


def test_version():
    assert run("-V").out.startswith("cardkit ")


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        ("vaildate", "there is no command `vaildate`", "没有 `vaildate` 命令"),
        ("vaildate", "did you mean `validate`?", "是否想用 `validate`？"),
        ("poem", "commands: `validate`, `explain`", "可用的命令：`validate`、`explain`"),
        ("validate --fxi", "there is no option `--fxi`", "没有 `--fxi` 选项"),
        ("validate --fxi", "did you mean `--fix`?", "是否想用 `--fix`？"),
        ("validate --fail-on", "`--fail-on` needs a value", "`--fail-on` 需要一个值"),
        ("validate --fix=1", "`--fix` takes no value", "`--fix` 不带值"),
        (
            "validate --fail-on loud",
            "`loud` is no value of `--fail-on`; choose from note, warning",
            "`loud` 不能作为 `--fail-on` 的值；可选值：note、warning",
        ),
        ("schema", "`KIND` is missing; choose from card", "缺少 `KIND`；可选值：card、comparison"),
        ("explain a b", "unexpected argument: b", "多余的参数：b"),
        ("init -o .", "a file is expected, not a folder", "应为文件，而非目录"),
        ("render x --template-dir nowhere", "an existing folder", "应为已存在的目录"),
        ("validate --max-bytes many", "`many` is no value", "`many` 不能作为"),
        ("--color always", "no command was given", "缺少命令"),
    ],
)
def test_usage_errors_in_both_languages(words, en, zh):
    for language, said in (("en", en), ("zh", zh)):
        done = run(*words.split(), language=language)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
        assert "\\u{" not in done.err


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("verb", ["", *VERBS])
def test_chinese_help_breaks_where_chinese_breaks(verb, columns):
    done = run(*verb.split(), "--help", language="zh", columns=columns)
    lines = [line for line in done.out.splitlines() if line.strip() and "  cardkit " not in line]
    assert max(map(width, lines)) <= columns
    assert not [line for line in lines if line.strip()[0] in "，。、；：）》”"]
    assert not [line for line in lines if line[-1] in "（《“"]


def test_the_help_of_the_group_at_60_columns():
    assert run("--help", language="zh", columns=60).out == snapshot("""\
用法：cardkit [OPTIONS] COMMAND [ARGS]...

  读取语言模型的模型卡片，用静态规则检查其中的声明，对比模
  型，并生成中英文卡片。

  从这里开始：
    cardkit validate README.md      检查这张卡片的问题
    cardkit compare 7b              查看内置的 7B 模型对比表
    cardkit explain                 列出全部规则

  退出码：0 无问题，1 有达到 --fail-on 级别的问题，2 用法
  或内部错误，3 未找到卡片，4 无法判定，130 被中断。

选项：
  -V, --version                显示版本并退出
  --lang [auto|en|zh]          提示信息的语言
  --color [auto|always|never]  是否着色；遵循 NO_COLOR
  -q, --quiet                  不在 stderr 输出提示
  --tasks FILE                 载入 YAML 任务文件，可重复
                               使用（CARDKIT_TASKS）
  -h, --help                   显示此帮助并退出

命令：
  validate       检查模型卡片：静态规则，无需模型和网络
  explain        说明规则或任务，或列出全部规则
  compare        并排对比多个模型
  diff           比较两张卡片：版本差异、中英一致性、镜像
                 偏差
  render         生成中文和英文模型卡片
  translate      导出待翻译的文本，并导回译文
  import         把 README 转换为类型化记录
  results        读取评测结果，转换为评估记录
  check-results  用评测结果核对卡片中的分数
  verify         用模型自身的文件核实卡片中的声明
  evidence       检查、签署和查看卡片的证据
  export         导出物料清单：CycloneDX、SPDX
  disclosure     查看卡片写明了披露表格中的哪些项目
  init           生成带注释的记录模板
  schema         输出记录的 JSON Schema
  env            显示版本、设备和缺少的软件包
""")


def test_the_help_of_the_group_at_80_columns():
    assert run("--help", language="zh", columns=80).out == snapshot("""\
用法：cardkit [OPTIONS] COMMAND [ARGS]...

  读取语言模型的模型卡片，用静态规则检查其中的声明，对比模型，并生成中英文卡
  片。

  从这里开始：
    cardkit validate README.md      检查这张卡片的问题
    cardkit compare 7b              查看内置的 7B 模型对比表
    cardkit explain                 列出全部规则

  退出码：0 无问题，1 有达到 --fail-on 级别的问题，2 用法或内部错误，3 未找到
  卡片，4 无法判定，130 被中断。

选项：
  -V, --version                显示版本并退出
  --lang [auto|en|zh]          提示信息的语言
  --color [auto|always|never]  是否着色；遵循 NO_COLOR
  -q, --quiet                  不在 stderr 输出提示
  --tasks FILE                 载入 YAML 任务文件，可重复使用（CARDKIT_TASKS）
  -h, --help                   显示此帮助并退出

命令：
  validate       检查模型卡片：静态规则，无需模型和网络
  explain        说明规则或任务，或列出全部规则
  compare        并排对比多个模型
  diff           比较两张卡片：版本差异、中英一致性、镜像偏差
  render         生成中文和英文模型卡片
  translate      导出待翻译的文本，并导回译文
  import         把 README 转换为类型化记录
  results        读取评测结果，转换为评估记录
  check-results  用评测结果核对卡片中的分数
  verify         用模型自身的文件核实卡片中的声明
  evidence       检查、签署和查看卡片的证据
  export         导出物料清单：CycloneDX、SPDX
  disclosure     查看卡片写明了披露表格中的哪些项目
  init           生成带注释的记录模板
  schema         输出记录的 JSON Schema
  env            显示版本、设备和缺少的软件包
""")


def test_the_help_of_import_at_60_columns():
    assert run("import", "--help", language="zh", columns=60).out == snapshot("""\
用法：cardkit import [OPTIONS] CARD

  把 README 转换为类型化记录

  读取中文或英文的 Markdown 模型卡片 CARD（`-` 表示标准输
  入），写出 `*.card.yaml`。未能识别的内容原样保留在
  `unrecognised` 中，其数量输出到 stderr。

    cardkit import README.md -o my-model.card.yaml

选项：
  -o, --output FILE    写入该文件，而非标准输出
  --force              覆盖已存在的文件
  --lang [auto|en|zh]  提示信息的语言
  -h, --help           显示此帮助并退出
""")
