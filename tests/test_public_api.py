"""The public names are exactly those of `__all__`, sorted, and each of them loads."""

import pytest

import cardkit


def test_all_is_sorted_and_exact():
    assert cardkit.__all__ == sorted(cardkit.__all__)
    assert set(cardkit.__all__) == {*cardkit._HOMES, "__version__"}
    assert dir(cardkit) == cardkit.__all__


@pytest.mark.parametrize("name", cardkit.__all__)
def test_each_name_loads(name):
    assert getattr(cardkit, name) is not None


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cardkit.nothing


def test_a_card_from_text():
    card = cardkit.loads("---\nlicense: apache-2.0\n---\n# Tiny-1B\n\n- **Layers:** 12\n")
    assert card.dumps().startswith("---")
    assert card.record.metadata.license == "apache-2.0"
    report = card.validate()
    assert all(f.code for f in report.findings)


def test_two_versions_of_a_card():
    old = cardkit.loads("---\nlicense: mit\n---\n# Tiny-1B\n")
    found = old.diff(cardkit.loads("---\nlicense: apache-2.0\n---\n# Tiny-1B\n"))
    assert isinstance(found, cardkit.Diff)
    (change,) = found.changes
    assert (change.kind, change.before, change.after) == ("changed", "mit", "apache-2.0")
    assert not old.diff(old)


def test_raise_for_findings():
    card = cardkit.loads("---\nlicense: apache2\n---\n# Tiny-1B\n")
    with pytest.raises(cardkit.CardkitError):
        card.validate(select=["MET101"]).raise_for_findings("error")


def test_verify_against_a_folder(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "llama", "num_hidden_layers": 12}')
    card = cardkit.loads("name: Tiny\ndetails: {layers: 13}\n", name="tiny.card.yaml")
    report = card.verify(model=tmp_path, device="auto")
    assert isinstance(report, cardkit.VerifyReport)
    assert (report.ok, report.exit_code) == (False, 1)
    with pytest.raises(cardkit.CardkitError, match=r"details\.layers: 13, not 12"):
        report.raise_for_contradictions()
