"""What differences between two versions are called, in both languages."""

from __future__ import annotations

from cardkit.text import Text

ROW = Text(en="row `{name}`", zh="行 `{name}`")
COLUMN = Text(en="column `{name}`", zh="列 `{name}`")
COLUMN_FACT = Text(en="column `{column}`: {what}", zh="列 `{column}` 的 {what}")
ROW_FACT = Text(en="`{row}`: {what}", zh="`{row}` 的{what}")
CELL = Text(en="`{row}`, {column}", zh="`{row}`，{column}")
ONE_CELL = Text(en="{column}", zh="{column}")
TABLE = Text(en="table in {where}", zh="{where}中的表格")
TABLE_OF = Text(en="in the table in {where}", zh="位于{where}的表格中")
SECTION = Text(en="section `{title}`", zh="“{title}”章节")
SECTION_TITLE = Text(en="heading of section `{title}`", zh="“{title}”章节的标题")
START = Text(en="the text before the first heading", zh="首个标题之前的正文")
PARAGRAPH = Text(en="paragraph in {where}", zh="{where}中的段落")
ITEM = Text(en="list item in {where}", zh="{where}中的列表项")
MOVED_TO = Text(en="now in {where}", zh="现位于{where}")
HOLDS = Text(en="holds {parts}", zh="包含 {parts}")
CODE = Text(en="code block in {where}", zh="{where}中的代码块")
CODE_LINES = Text(
    en="lines that changed: {gone} removed, {come} added", zh="变更的行：删除 {gone}，新增 {come}"
)
LINK = Text(en="link `{text}`", zh="链接 `{text}`")
BARE_LINK = Text(en="link", zh="链接")
IMAGE = Text(en="image", zh="图片")
BIBTEX = Text(en="BibTeX entry `{key}`", zh="BibTeX 条目 `{key}`")
BIBTEX_FIELD = Text(en="BibTeX entry `{key}`: {field}", zh="BibTeX 条目 `{key}` 的 {field}")
LICENCE = Text(en="licence", zh="许可证")
KEY = Text(en="`{key}`", zh="`{key}`")
RESULT = Text(en="`{block}`: {name}", zh="`{block}`：{name}")
MIXED = Text(
    en="two kinds of file: metadata, scores, comparison rows and the facts that both state were"
    " compared; prose, code and links were not",
    zh="两个文件的种类不同：比较了元数据、分数、对比表各行以及双方都写明的事实；"
    "正文、代码和链接未参与比较",
)
