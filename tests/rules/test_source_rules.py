"""Rules about the text itself that golden cards cannot show."""

from cardkit.bind.read import read
from cardkit.rules.engine import validate
from cardkit.source.document import loads
from cardkit.source.source import decode


def test_front_matter_above_the_cap():
    text = "---\nlicense: mit\n" + "a: b\n" * 100 + "---\n\n# M\n"
    document = loads(text, name="README.md", max_front_matter=100)
    (finding,) = validate(read(document), select=["SRC105"]).findings
    assert "100" in finding.message.en
    assert finding.args["size"] > 100


def test_not_utf8_is_said_once():
    source = decode("# 灯笼\n".encode("gbk"), "README.md")
    report = validate(read(loads(source.text, name=source.name)), select=["SRC107"])
    assert len(report.findings) == 1
