"""The help page of `cardkit diff`, in both languages."""

from __future__ import annotations

from cardkit.text import Text

SUMMARY = Text(
    en="What differs between two cards: versions, languages, mirrors",
    zh="比较两张卡片：版本差异、中英一致性、镜像偏差",
)
DETAILS = Text(
    en=(
        "A and B are card files (README.md, NAME.card.yaml), comparison files, ids of shipped ones,"
        " `-` for standard input, or REV:PATH for a file as git has it. Their content decides what"
        " is compared: of one language, two versions and what changed as facts; of Chinese and"
        " English, whether both state the same; with --mirror, what a copy on another hub lost."
        " Layout, order, emphasis and how a number is written (63.7% or 0.637, 7B or 7 billion) are"
        " no difference.\n\n"
        "\b\nExamples:\n"
        "  cardkit diff old.md new.md                   what a new version changes\n"
        "  cardkit diff HEAD~1:README.md README.md      what the last commit changed\n"
        "  cardkit diff README.md README_zh.md          do both languages agree\n"
        "  cardkit diff --mirror README.md copy.md      what the copy lost\n"
        "  cardkit diff main:README.md README.md --output-format markdown -o comment.md\n\n"
        "Exit codes: 0; 1 with --exit-code where anything differs, and for languages and mirrors"
        " where a finding is at or above the level that fails (--fail-on, else the policy's); 2"
        " usage or internal. Between languages the policy decides as in `cardkit validate`."
        " docs/diff.md describes the JSON."
    ),
    zh=(
        "A 和 B 可以是卡片文件（README.md、NAME.card.yaml）、对比表文件、内置卡片或对比表的 ID、"
        "`-`（标准输入），或 REV:PATH（git 某个版本中的文件）。比较方式由内容决定："
        "同一语言按两个版本比较，以事实列出变化；一中一英则检查两者是否一致；"
        "--mirror 检查其他平台上的副本丢失了什么。"
        "排版、顺序、强调和数字写法（63.7% 与 0.637、7B 与 70 亿）不算差异。\n\n"
        "\b\n示例：\n"
        "  cardkit diff old.md new.md                   新版本改了什么\n"
        "  cardkit diff HEAD~1:README.md README.md      最近一次提交改了什么\n"
        "  cardkit diff README.md README_zh.md          中英文内容是否一致\n"
        "  cardkit diff --mirror README.md copy.md      副本丢失了什么\n"
        "  cardkit diff main:README.md README.md --output-format markdown -o comment.md\n\n"
        "退出码：0；加 --exit-code 时有任何差异为 1；比较语言或镜像时有达到判定级别（--fail-on，"
        "未指定时取策略所定）的问题为 1；2 用法或内部错误。比较语言时与 `cardkit validate` 一样"
        "由策略判定。JSON 格式见 docs/diff.md。"
    ),
)
