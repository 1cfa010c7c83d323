"""Writing files whole or not at all, and never through a link."""

import errno
import os
import stat
from pathlib import Path

import pytest

from cardkit.errors import UnsafeOutput, UsageError
from cardkit.output import check_writable, write_all_atomically, write_atomically


def test_writes_utf8_and_line_ends_as_given(tmp_path: Path) -> None:
    target = tmp_path / "card.md"
    write_atomically(target, "模型\r\n卡片\n")
    assert target.read_bytes() == "模型\r\n卡片\n".encode()


def test_bytes_that_were_no_utf8_are_written_back(tmp_path: Path) -> None:
    target = tmp_path / "card.md"
    write_atomically(target, b"a\xffb".decode("utf-8", "surrogateescape"))
    assert target.read_bytes() == b"a\xffb"


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "card.md"
    target.write_text("old")
    target.chmod(0o640)
    write_atomically(target, "new")
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_obeys_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "card.md", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "card.md").stat().st_mode) == 0o640


def test_a_link_is_refused_and_its_target_is_untouched(tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_text("real")
    (tmp_path / "link.md").symlink_to(real)
    with pytest.raises(UnsafeOutput, match="symbolic link"):
        write_atomically(tmp_path / "link.md", "new")
    assert real.read_text() == "real"


def test_a_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(tmp_path / "nowhere.md")
    with pytest.raises(UnsafeOutput):
        write_atomically(tmp_path / "link.md", "new")
    assert not (tmp_path / "nowhere.md").exists()


def test_a_folder_that_leads_out_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "out").symlink_to(tmp_path / "outside")
    monkeypatch.chdir(tmp_path / "work")
    with pytest.raises(UnsafeOutput, match="symbolic link"):
        write_atomically(Path("out/card.md"), "new")
    with pytest.raises(UnsafeOutput, match="symbolic link"):
        write_atomically(tmp_path / "work/out/card.md", "new", root=tmp_path / "work")
    assert list((tmp_path / "outside").iterdir()) == []


def test_climbing_is_allowed_where_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    write_atomically(Path("../card.md"), "new")
    assert (tmp_path / "card.md").read_text() == "new"


def test_a_folder_as_target_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeOutput, match="not a regular file"):
        write_atomically(tmp_path, "new")


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist") as caught:
        write_atomically(tmp_path / "no" / "card.md", "new")
    assert caught.value.hint is not None
    assert "mkdir" in caught.value.hint.zh


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_without_permission_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot write"):
        write_atomically(tmp_path / "card.md", "new")


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "card.md"
    target.write_text("old")

    def full(self: Path, other: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match="No space left"):
        write_atomically(target, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["card.md"]
    assert target.read_text() == "old"


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"U\+D800"):
        write_atomically(tmp_path / "card.md", "a\ud800")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a" * 300, "a" * 300 + "/card.md"])
def test_a_name_no_file_system_takes_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"cannot write|does not exist"):
        write_atomically(tmp_path / name, "new")


def test_several_files_are_written_or_none(tmp_path, monkeypatch):
    old, new = tmp_path / "a.md", tmp_path / "b.md"
    old.write_text("old\n")
    old.chmod(0o640)
    write_all_atomically({old: "one\n", new: "two\n"})
    assert (old.read_text(), new.read_text()) == ("one\n", "two\n")
    assert old.stat().st_mode & 0o777 == 0o640
    third = tmp_path / "c.md"
    real = Path.replace

    def fails(self, target):
        if Path(target) == third:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(UsageError, match="No space left"):
        write_all_atomically({old: "1\n", new: "2\n", third: "3\n"})
    assert (old.read_text(), new.read_text()) == ("one\n", "two\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.md", "b.md"]


def test_of_several_files_none_is_written_where_one_has_no_place(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeOutput):
        write_all_atomically({tmp_path / "a.md": "1\n", tmp_path / "link": "2\n"})
    with pytest.raises(UsageError):
        write_all_atomically({tmp_path / "a.md": "1\n", tmp_path / "b.md": "\ud800"})
    assert [p.name for p in tmp_path.iterdir()] == ["link"]


def test_whether_a_folder_takes_files_is_tried_out_and_leaves_nothing(tmp_path):
    check_writable(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "kept.md").write_text("kept")
    check_writable(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["kept.md"]


def test_a_folder_below_a_file_takes_none(tmp_path):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(UsageError, match="cannot write"):
        check_writable(tmp_path / "file" / "below")
    assert (tmp_path / "file").read_text() == "kept"


def test_what_the_trial_meets_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cardkit.output._write_new", full)
    with pytest.raises(UsageError, match="No space left"):
        check_writable(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
