"""What `cardkit build` says of itself, and what was asked of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cardkit.errors import UsageError
from cardkit.text import Text

SUMMARY = Text(
    en="Validate, verify and write a card in both languages",
    zh="检查、核实并生成中英文模型卡片",
)
DETAILS = Text(
    en=(
        "CARD is a record (NAME.card.yaml), a README.md or the id of a shipped card. It is"
        " validated, verified against --model, and written to DIR as README.md (English) and"
        " README_zh.md (Chinese), each claim marked with how it stands, with the evidence beside"
        " them as verification.json; --key signs it.\n\n"
        "\b\n"
        "  cardkit build my.card.yaml --model . -o .                    by the model's files\n"
        "  cardkit build my.card.yaml --model ./weights --data ./items -o out    scores as well\n"
        "  cardkit build my.card.yaml --evidence verification.json --model hf:ORG/NAME -o .\n"
        "  cardkit build my.card.yaml -o . --check                      in CI, no accelerator\n\n"
        "Nothing is written where the card has findings that fail it, where the model contradicts a"
        " claim, and where the evidence is stale, refused or about another model. All files are"
        " written or none. A claim that nothing was found about gets no mark.\n\n"
        "Without --load and --data no weight is read and no device is needed. With --evidence"
        " nothing is measured: the evidence must hold for this card and this model. --check takes"
        " the evidence of DIR.\n\n"
        "A README.md in DIR that people wrote is kept unless --force is given. Where keys are"
        " trusted (--trusted-key, the policy), the evidence must be signed by one of them. All this"
        " is looked at before anything is measured.\n\n"
        "--lang is the language of the cards. That of messages stands before the verb:"
        " `cardkit --lang zh build ...`\n\n"
        "Exit codes: 0 written, or nothing to change; 1 findings at or above --fail-on, a claim"
        " contradicted or stale, evidence refused, with --check a file that differs or is missing;"
        " 2 usage, a file that must not be replaced, or internal; 4 inconclusive: the model is not"
        " at hand, nothing could be verified, or part of what was asked stayed undecided; 130"
        " interrupted."
    ),
    zh=(
        "CARD 可以是记录文件（NAME.card.yaml）、README.md 或内置卡片的 ID。先检查卡片，再以 --model"
        " 核实，然后在 DIR 写入 README.md（英文）和 README_zh.md（中文），每项声明旁标注其状态，"
        "并在旁边写入证据 verification.json；加 --key 则签名。\n\n"
        "\b\n"
        "  cardkit build my.card.yaml --model . -o .                    依据模型文件\n"
        "  cardkit build my.card.yaml --model ./weights --data ./items -o out    同时核实分数\n"
        "  cardkit build my.card.yaml --evidence verification.json --model hf:组织/名称 -o .\n"
        "  cardkit build my.card.yaml -o . --check                      用于 CI，无需加速设备\n\n"
        "卡片未通过检查、有声明与模型矛盾、证据已失效、被拒绝或针对其他模型时，不写入任何文件。"
        "各文件要么全部写入，要么都不写入。没有核实结果的声明不加标记。\n\n"
        "不加 --load 和 --data 时不读取权重，也不需要设备。加 --evidence 时不做测量，"
        "证据须对此卡片和此模型成立。--check 采用 DIR 中的证据。\n\n"
        "DIR 中手写的 README.md 会保留，如需覆盖请加 --force。"
        "指定了可信公钥（--trusted-key 或策略）时，证据须由其中之一签名。"
        "以上各项在测量之前检查。\n\n"
        "--lang 是卡片的语言。提示信息的语言写在命令名之前：`cardkit --lang zh build ...`\n\n"
        "退出码：0 已写入或无需改动；1 有达到 --fail-on 级别的问题，声明矛盾或已失效，证据被拒绝，"
        "或使用 --check 且文件有差异或缺失；2 用法错误、有不可覆盖的文件或内部错误；"
        "4 无法判定：手头没有模型、没有一项声明得到核实，或部分内容未能判定；130 被中断。"
    ),
)


@dataclass(frozen=True)
class Wanted:
    """What the flags said, those about scores left out."""

    card: str
    ref: str | None
    file: str | None
    folder: Path
    check_only: bool
    key: Path | None
    lang: str | None
    dialect: str
    fail_on: str | None
    config: Path | None
    no_config: bool
    policy_from: str | None
    revision: str | None
    load: bool
    device: str
    dtype: str
    loader: str
    timeout: float
    band: float
    keys: tuple[str, ...]
    max_age: int
    today: str | None
    output_format: str
    show_losses: bool
    force: bool
    template_dir: Path | None

    @classmethod
    def of(cls, given: dict[str, Any]) -> tuple[Wanted, dict[str, Any]]:
        """Return what was asked for, and what is left: the options about scores."""
        given = {("check_only" if k == "check" else k): v for k, v in given.items()}
        own = {field.name: given.pop(field.name) for field in fields(cls)}
        return cls(**own), given

    @property
    def measures_not(self) -> bool:
        """Say whether the evidence is to be read, not measured."""
        return self.file is not None or self.check_only

    def check(self, *, measures: bool) -> None:
        """Raise UsageError for options that exclude each other, and where no road leads on."""
        if self.card == "-":
            raise UsageError(_NO_STDIN)
        if self.ref is None and self.file is None and not self.check_only:
            raise UsageError(_WHICH, hint=_WHICH_HINT)
        if self.measures_not:
            if measures:
                raise UsageError(_MEASURES_NOT)
            if self.key is not None:
                raise UsageError(_SIGNS_NOT, hint=_SIGN_BEFORE)
        if self.revision is not None and self.ref is None:
            raise UsageError(_REVISION)
        if self.file is not None and not Path(self.file).exists():
            raise UsageError(_ABSENT.format(path=self.file))

    def evidence_file(self) -> Path | None:
        """Return the evidence to read, None where it is to be measured. Raises UsageError."""
        if self.file is not None:
            return Path(self.file)
        if not self.check_only:
            return None
        from cardkit.evidence.reading import find_evidence
        from cardkit.evidence.statement import NAME

        return find_evidence(self.folder) or self.folder / NAME


_NO_STDIN = Text(
    en="standard input has no folder: name the card's file",
    zh="标准输入没有所在目录：请指定卡片文件",
)
_WHICH = Text(
    en="say what to verify the card by: --model REF, or --evidence FILE",
    zh="请指定核实依据：--model REF 或 --evidence FILE",
)
_WHICH_HINT = Text(
    en="--model . reads the files of the model in this folder",
    zh="--model . 读取当前目录中的模型文件",
)
_MEASURES_NOT = Text(
    en="--evidence and --check measure nothing: leave --load and --data out",
    zh="--evidence 与 --check 不做测量：请去掉 --load 和 --data",
)
_SIGNS_NOT = Text(
    en="--key signs what was measured just now, not evidence that lies there",
    zh="--key 只签署本次测量所得的证据，不签署已有证据",
)
_SIGN_BEFORE = Text(
    en="`cardkit evidence sign` signs a statement", zh="可用 `cardkit evidence sign` 签署"
)
_REVISION = Text(
    en="--revision is about a model on a hub: give --model too",
    zh="--revision 针对平台上的模型：请同时给出 --model",
)
_ABSENT = Text(en="`{path}` does not exist", zh="`{path}` 不存在")
