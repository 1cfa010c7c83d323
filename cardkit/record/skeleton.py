"""The record that `cardkit init` writes: comments teach, placeholders are found by validation."""

from __future__ import annotations

import re
from collections.abc import Collection

from cardkit.record.yaml_style import double_quoted
from cardkit.text import Language

_COMMENT = re.compile(r"^( *)#(en|zh) ?(.*)$")

_SKELETON = """\
# yaml-language-server: $schema=card.schema.json
#en A model card as a typed record. Fill in what you know and delete the rest: an absent fact is
#en better than a guess. `cardkit validate FILE` lists what is still to be said, `cardkit render
#en FILE` writes the card in English and Chinese, and `cardkit schema card -o card.schema.json`
#en beside this file gives your editor completion.
#zh 以类型化记录书写的模型卡片。请填写已知内容并删除其余部分：宁缺毋猜。
#zh `cardkit validate FILE` 列出尚待填写之处，`cardkit render FILE` 生成中英文卡片；
#zh 在本文件旁运行 `cardkit schema card -o card.schema.json`，编辑器即可自动补全。
schema_version: 1
kind: card
name: @NAME@

#en Running text has both languages. A bare string means the same in both.
#zh 正文包含中英文两种语言；直接写字符串表示两种语言相同。
summary:
  en: TODO
  zh: 待补充

#en What the hubs read from the front matter of a README.
#zh 各平台从 README 元数据块读取的内容。
metadata:
  #en Hub licence id: apache-2.0, mit, llama3.1 ...; with `other` add license_name, license_link.
  #zh 平台许可证标识：apache-2.0、mit、llama3.1 等；
  #zh 若为 `other`，还需 license_name 和 license_link。
  license: TODO
  #en ISO 639 codes; quote "no" (Norwegian), which YAML 1.1 reads as false.
  #zh ISO 639 语言代码；挪威语 "no" 须加引号，否则 YAML 1.1 会读作 false。
  language: [en, zh]
  library_name: transformers
  pipeline_tag: text-generation

#en Write numbers as your sources print them: 7B, 70 亿, 2.5T, 8192. Digits are kept as they stand.
#zh 数量按出处的写法填写：7B、70 亿、2.5T、8192，数字位数原样保留。
details:
  hub_ids:
    huggingface: TODO
  #en Nominal size; `parameters` takes the exact count.
  #zh 标称规模；精确参数量写入 `parameters`。
  size: null
  layers: null
  hidden_size: null
  attention_heads: null
  context_length: null

description:
  developers:
    en: TODO
    zh: 待补充
  model_type:
    en: TODO
    zh: 待补充
  languages: [en, zh]
  #en The same licence as above, with its printed name.
  #zh 与上文相同的许可证，并写明名称。
  license: {id: TODO, name: TODO}
  contact: TODO
  #en As precise as you know: 2026, 2026-11 or "2026-11-23".
  #zh 按已知精度填写：2026、2026-11 或 "2026-11-23"。
  date: null

sources:
  repository: null
  paper: null

usage:
  - libraries: [transformers]
    steps:
      - text:
          en: TODO
          zh: 待补充
        language: python
        code: |
          # TODO

#en What the model is for, and what it is not for.
#zh 模型的用途，以及不适用的场景。
intended_use:
  primary:
    en: TODO
    zh: 待补充
  out_of_scope:
    en: TODO
    zh: 待补充

training:
  architecture: null
  optimizer: null
  peak_learning_rate: null
  batch_size: null
  total_tokens: null
  #en Every data set the model was trained on, with its size where it is known.
  #zh 训练所用的全部数据集；已知规模的请注明。
  data:
    parts:
      - name: TODO

#en One line per score. `task` is an id of cardkit's catalog; for any other benchmark write
#en `label` instead. Write the score with the digits of your evaluation log:
#en   - {task: mmlu_fewshot, score: 0.6372, shots: 5}
#zh 每个分数一行。`task` 为 cardkit 目录中的任务 ID，其他基准请改写 `label`。
#zh 分数按评测日志的位数填写：
#zh   - {task: mmlu_fewshot, score: 0.6372, shots: 5}
evaluation_setup:
  #en lm-eval, llm-foundry, lighteval, OpenCompass ...; with its version.
  #zh lm-eval、llm-foundry、lighteval、OpenCompass 等，并注明版本。
  harness: {name: TODO}
  #en fraction (0 to 1), percent (0 to 100) or points.
  #zh fraction（0 到 1）、percent（0 到 100）或 points。
  unit: fraction
evaluations: []

#en Known limitations and biases, one each; say whether safety tuning was done.
#zh 已知的局限性与偏差，逐条列出；并说明是否做过安全微调。
limitations:
  items:
    - en: TODO
      zh: 待补充

ethical_considerations:
  en: TODO
  zh: 待补充

citation:
  #en BibTeX with all authors.
  #zh 完整列出作者的 BibTeX 条目。
  bibtex: TODO
"""


def skeleton(name: str | None, languages: Collection[Language] = ("en", "zh")) -> str:
    """Return the text of a record for the model `name` (`TODO` without one) with its comments."""
    lines = []
    for line in _SKELETON.splitlines():
        comment = _COMMENT.match(line)
        if comment is None:
            lines.append(line)
        elif comment[2] in languages:
            lines.append(f"{comment[1]}# {comment[3]}")
    # Quoted, because a name like `no`, `1.10` or `a: b` is something else without.
    return "\n".join(lines).replace("@NAME@", double_quoted(name) if name else "TODO") + "\n"
