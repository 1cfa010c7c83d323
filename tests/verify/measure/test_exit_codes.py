"""What a report with scores exits with: 130, then 1, then 4, then 0."""

from dataclasses import replace

import pytest

from cardkit.errors import ClaimsContradicted
from cardkit.text import Text
from cardkit.verify.outcome import Checked, Claim, Remark
from cardkit.verify.report import VerifyReport
from tests.verify.measure.helpers import played, write_copa, write_winograd

DAMAGED = Remark("header-truncated", "error", Text("cut", "截断"), "model.safetensors")
NOTE = Remark("journal-none", "note", Text("anew", "重新开始"), "j")


@pytest.fixture
def scored(tmp_path):
    write_copa(tmp_path)
    write_winograd(tmp_path)
    read, _, _, measured = played(tmp_path)
    core, copa, winograd, missing, _code = measured.scores
    assert [s.verdict for s in measured.scores[:4]] == [
        *("inconclusive", "consistent", "contradicted", "inconclusive")
    ]
    kinds = {"derived": core, "true": copa, "false": winograd, "missing": missing}

    def report(names, ended="finished", verdicts=(), remarks=()):
        scores = tuple(kinds[name] for name in names)
        claims = tuple(Checked(Claim("layers", ("name",), 2, "2"), (), v) for v in verdicts)
        made = replace(measured, scores=scores, ended=ended)
        return VerifyReport(read, "model", claims, remarks, (), measured=made)

    return report


@pytest.mark.parametrize(
    ("names", "more", "code"),
    [
        (["true"], {}, 0),
        (["true", "derived"], {}, 0),
        (["true"], {"remarks": (NOTE,)}, 0),
        (["true"], {"verdicts": ["verified"]}, 0),
        (["true"], {"ended": "out-of-time"}, 0),
        ([], {}, 4),
        (["derived"], {}, 4),
        (["true", "missing"], {}, 4),
        (["true"], {"verdicts": ["inconclusive"]}, 4),
        (["true"], {"remarks": (DAMAGED,)}, 4),
        (["true", "false"], {}, 1),
        (["false", "missing"], {"remarks": (DAMAGED,)}, 1),
        (["true", "missing"], {"verdicts": ["contradicted"]}, 1),
        (["false"], {"ended": "interrupted"}, 130),
        (["true"], {"ended": "interrupted", "verdicts": ["contradicted"]}, 130),
    ],
)
def test_exit_codes(scored, names, more, code):
    assert scored(names, **more).exit_code == code


def test_a_contradicted_score_is_raised_with_its_place(scored):
    report = scored(["true", "false"])
    assert not report.ok
    with pytest.raises(ClaimsContradicted, match=r"evaluations\[2\]\.score: 0\.85, not 0\.5714"):
        report.raise_for_contradictions()
    scored(["true"]).raise_for_contradictions()
