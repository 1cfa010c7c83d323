"""What differences between a copy and its upstream are called, in both languages."""

from __future__ import annotations

from cardkit.text import Text

KEY = Text(en="`{key}` in the front matter", zh="front matter 中的 `{key}`")
LICENCE_STAYS = Text(en="the text still says {licence}", zh="正文仍写明 {licence}")
SECTION = Text(en="section `{title}`", zh="章节 `{title}`")
HEADING = Text(en="heading `{title}`", zh="标题 `{title}`")
PARAGRAPH = Text(en="paragraph in section `{title}`", zh="章节 `{title}` 中的段落")
PARAGRAPH_BEFORE = Text(en="paragraph before the first heading", zh="首个标题之前的段落")
ITEM = Text(en="list item in section `{title}`", zh="章节 `{title}` 中的列表项")
NUMBERS = Text(en="numbers in section `{title}`", zh="章节 `{title}` 中的数字")
UNREADABLE = Text(
    en="the copy has the line, but no value that can be read", zh="副本保留了该行，但取值无法读取"
)
CELL = Text(en="`{row}`, {column}", zh="`{row}`，{column}")
ROW = Text(en="row `{name}` of the comparison", zh="对比表的行 `{name}`")
COLUMN = Text(en="column `{name}` of the comparison", zh="对比表的列 `{name}`")
GROUP = Text(en="group `{name}` of the comparison", zh="对比表的分组 `{name}`")
ROW_FACT = Text(en="`{row}`: {what}", zh="`{row}` 的{what}")
PARAMS = Text(en="params", zh="参数规模")
TOKENS = Text(en="tokens", zh="训练 token 数")
OPEN_DATA = Text(en="open data", zh="数据是否开放")
TASK_NAME = Text(en="name of the task `{name}`", zh="任务 `{name}` 的名称")
PARTLY = Text(
    en="only part of the name is translated; the task is the same", zh="名称仅部分翻译，任务相同"
)
COLUMN_NAMES = Text(en="headings of columns", zh="列标题")
TWO_NAMES = Text(en="one thing under several names: {pairs}", zh="同一概念使用了多个名称：{pairs}")
TABLE = Text(en="table in section `{title}`", zh="章节 `{title}` 中的表格")
SEPARATORS = Text(en="separators of tables", zh="表格分隔符")
SEPARATORS_NOTE = Text(
    en="tables whose cells run together: {count}", zh="单元格连在一起的表格：{count} 个"
)
LEVELS = Text(en="levels of headings", zh="标题层级")
LEVELS_NOTE = Text(
    en="page text has no levels; below level 2 upstream: {titles}",
    zh="网页文本没有标题层级；上游中低于二级的标题：{titles}",
)
EMPHASIS = Text(en="bold", zh="加粗")
EMPHASIS_NOTE = Text(en="no longer bold: {cells}", zh="不再加粗：{cells}")
LABELS_BOLD = Text(en="labels of list items: {count}", zh="列表项标签：{count} 个")
LINK = Text(en="link of `{text}`", zh="`{text}` 的链接")
BARE_LINK = Text(en="link", zh="链接")
TEXT_STAYS = Text(en="the text is still there, the target is not", zh="文字仍在，链接目标已丢失")
ARXIV_STAYS = Text(
    en="the arXiv id {id} still stands in line {line}", zh="arXiv 编号 {id} 仍见于第 {line} 行"
)
IMAGE = Text(en="image", zh="图片")
IMAGE_OF = Text(en="image `{text}`", zh="图片 `{text}`")
LIBRARY = Text(en="imported library", zh="导入的库")
MODEL_ID = Text(en="model id in code", zh="代码中的模型 ID")
OTHER_NAME = Text(en="the name differs, not the owner alone", zh="不仅所有者不同，模型名称也不同")
DEVICE = Text(en="device in code", zh="代码中的设备")
CODE = Text(en="code", zh="代码")
CODE_BLOCK = Text(en="code block", zh="代码块")
BIBTEX = Text(en="BibTeX entry `{key}`", zh="BibTeX 条目 `{key}`")
LINE_ENDS = Text(en="line ends", zh="换行符")
