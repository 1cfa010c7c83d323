"""The examples of the rules' pages: a table in English, one in Chinese, and what is found."""

import re

import pytest

from cardkit.diff.pair import CardPair
from cardkit.rules.engine import agree
from cardkit.rules.registry import rules_by_code
from tests.rules.helpers import reading

CODES = ("BIL101", "BIL102", "BIL103", "BIL104", "BIL105")
_EXAMPLES = re.compile(r"```markdown\n(.*?)\n\n(.*?)\n```", re.DOTALL)


def found(english, chinese):
    card = f"# Model Card for Elm-7B\n\n## Evaluation\n\n{english}\n"
    other = f"# Elm-7B 模型卡片\n\n## 评估\n\n{chinese}\n"
    pair = CardPair(reading(card), reading(other, "README_zh.md"))
    return [f.code for report in agree(pair, select=CODES) for f in report.findings]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("code", CODES)
def test_a_page_s_bad_example_is_found_and_its_good_one_is_not(code, language):
    bad, good = _EXAMPLES.findall(rules_by_code()[code].doc.get(language))
    assert set(found(*bad)) == {code}
    assert not found(*good)
