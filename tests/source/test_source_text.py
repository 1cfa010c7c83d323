"""Sources, positions, spans and edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.errors import UnreadableFile
from cardkit.source.document import loads
from cardkit.source.source import Source, decode, read_source
from cardkit.source.span import Position, Span, TextEdit, apply_edits, breadcrumb


def test_positions_count_every_line_end():
    source = Source("a\nb\r\nc\rd\u2028e\x85")
    assert [source.position(i) for i in (0, 2, 5, 7, 9)] == [
        Position(1, 1), Position(2, 1), Position(3, 1), Position(4, 1), Position(4, 3),
    ]  # fmt: skip
    assert source.slice(source.line_span(2)) == "b"
    assert source.slice(source.line_span(4)) == "d\u2028e\x85"


def test_read_source(tmp_path):
    file = tmp_path / "README.md"
    file.write_bytes(b"\xef\xbb\xbfa\r\n\xff")
    source = read_source(file)
    assert source.text == "\ufeffa\r\n\udcff"
    assert source.to_bytes() == b"\xef\xbb\xbfa\r\n\xff"
    assert source.name == str(file)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_source(tmp_path / "none.md")
    with pytest.raises(UnreadableFile, match="is not a file"):
        read_source(tmp_path)
    big = tmp_path / "big.md"
    big.write_bytes(b"x" * 11)
    with pytest.raises(UnreadableFile, match="larger than 10 bytes"):
        read_source(big, max_bytes=10)
    assert read_source(big, max_bytes=11).text == "x" * 11


def test_an_operating_system_error_is_told(tmp_path, monkeypatch):
    file = tmp_path / "a.md"
    file.write_text("x")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(UnreadableFile, match="Permission denied"):
        read_source(file)


def test_edits_that_overlap_or_leave_the_text_are_refused():
    for edits in (
        [TextEdit(Span(0, 2), "x"), TextEdit(Span(1, 3), "y")],
        [TextEdit(Span(1, 1), "x"), TextEdit(Span(1, 1), "y")],
        [TextEdit(Span(2, 9), "x")],
        [TextEdit(Span(3, 2), "x")],
    ):
        with pytest.raises(ValueError, match="overlaps"):
            apply_edits("abcd", edits)


@given(st.text(), st.data())
def test_an_edit_changes_its_span_only(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    edits = [TextEdit(span, data.draw(st.text(max_size=3))) for span in spans]
    document = loads(text, name="card.md").edit(data.draw(st.permutations(edits)))
    rest = document.text
    at = 0
    for span, new in edits:
        kept = text[at : span.start]
        assert rest.startswith(kept + new)
        rest = rest[len(kept) + len(new) :]
        at = span.end
    assert rest == text[at:]
    assert document.source.name == "card.md"


@given(st.binary())
def test_bytes_survive(data):
    source = decode(data)
    assert source.to_bytes() == data


def test_a_text_that_no_bytes_give_has_bytes_all_the_same():
    assert Source("a\ud800").to_bytes() == b"a\xed\xa0\x80"


def test_breadcrumb():
    assert breadcrumb(("evaluations", 3, "score")) == "evaluations[3].score"
    assert breadcrumb(()) == ""
