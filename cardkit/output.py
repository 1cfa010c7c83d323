"""Writing files: whole or not at all, and never through a symbolic link."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from cardkit.errors import UnsafeOutput, UsageError, reason
from cardkit.text import Text


def write_atomically(path: Path, data: str, *, root: Path | None = None) -> None:
    r"""Write `data` to `path` as UTF-8, line ends as given, so that no reader meets half a file.

    The text goes to a new file in the same folder, which then takes the place of `path`; an
    existing file keeps its mode. Escaped bytes of a `Source` (surrogates) are written back as the
    bytes they were read from. The folder must lie in `root`; without one, a relative path that
    climbs nowhere (`..`) must stay below the working folder.

    Raises UnsafeOutput when `path` is a symbolic link, is no regular file, or when a link leads its
    folder out of `root`; UsageError when the folder is missing, is not writable or when `data`
    holds characters that UTF-8 does not have.
    """
    check_output(path, root=root)
    content = _encode(data, path)
    temporary = _temporary(path)
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        _write_new(temporary, content, mode)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _failed(path, error) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_all_atomically(files: Mapping[Path, str]) -> None:
    """Write several files, all or none: each is ready beside its place before the first is put in.

    Where one cannot be put in its place, those before it become what they were. Raises as
    `write_atomically`.
    """
    for path in files:
        check_output(path)
    content = {path: _encode(text, path) for path, text in files.items()}
    staged: dict[Path, Path] = {}
    placed: dict[Path, Path | None] = {}
    try:
        for path, data in content.items():
            mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
            staged[path] = _temporary(path)
            _write_new(staged[path], data, mode)
        for path in files:
            placed[path] = _set_aside(path)
            staged[path].replace(path)
    except BaseException as error:
        _put_back(placed)
        if isinstance(error, OSError):
            raise _failed(path, error) from error
        raise
    finally:
        for at in (*staged.values(), *placed.values()):
            if at is not None:
                at.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")


def _set_aside(path: Path) -> Path | None:
    """Give what stands at a place a second name, to be put back; None where nothing does."""
    if not path.exists():
        return None
    aside = _temporary(path)
    aside.write_bytes(path.read_bytes())
    aside.chmod(stat.S_IMODE(path.stat().st_mode))
    return aside


def _put_back(placed: Mapping[Path, Path | None]) -> None:
    for path, aside in placed.items():
        if aside is None:
            path.unlink(missing_ok=True)
        else:
            aside.replace(path)


def check_output(path: Path, *, root: Path | None = None) -> None:
    """Raise what `write_atomically` would raise about the place `path`, and write nothing."""
    try:
        _check_place(path, root)
    except OSError as error:  # a name too long, a folder that may not be entered
        raise _failed(path, error) from error


def check_writable(folder: Path) -> None:
    """Raise what writing a file into `folder` would raise: it is tried out, and nothing is left.

    Permissions alone do not tell of a file system that takes no files. A folder that is missing is
    made for the trial, with those above it.
    """
    missing = [at for at in (folder, *folder.parents) if not os.path.lexists(at)]
    made: list[Path] = []
    trial = _temporary(folder / "trial")
    try:
        for at in reversed(missing):
            at.mkdir()
            made.append(at)
        _write_new(trial, b"", None)
    except OSError as error:
        raise _failed(folder, error) from error
    finally:
        with contextlib.suppress(OSError):  # it was never there
            trial.unlink()
        for at in reversed(made):
            with contextlib.suppress(OSError):  # somebody else wrote there meanwhile
                at.rmdir()


def _check_place(path: Path, root: Path | None) -> None:
    if path.is_symlink():
        raise UnsafeOutput(
            Text(en=f"`{path}` is a symbolic link", zh=f"`{path}` 是符号链接"),
            hint=Text(
                en="write to the file itself, or remove the link first",
                zh="请直接写入目标文件，或先删除该链接",
            ),
        )
    if path.exists() and not path.is_file():
        raise UnsafeOutput(
            Text(en=f"`{path}` is not a regular file", zh=f"`{path}` 不是普通文件"),
            hint=Text(en="give the name of a file", zh="请指定文件名"),
        )
    parent = path.parent
    if not parent.is_dir():
        raise UsageError(
            Text(en=f"the folder `{parent}` does not exist", zh=f"目录 `{parent}` 不存在"),
            hint=Text(en=f"create it: mkdir -p '{parent}'", zh=f"请先创建：mkdir -p '{parent}'"),
        )
    check_folder(parent, root=root)


def check_folder(folder: Path, *, root: Path | None = None) -> None:
    """Raise UnsafeOutput where files must not be written into `folder`, as `check_output` does.

    A folder that is itself a link is refused, and `..` behind a link: it leads elsewhere than it
    reads. Links of the system right below the root (`/tmp` on macOS) are part of every path there.
    """
    _check_links(folder)
    base = root if root is not None else _implied_root(folder)
    if base is not None and not folder.resolve().is_relative_to(base.resolve()):
        raise UnsafeOutput(
            Text(
                en=f"`{folder}` leaves the folder `{base}` through a symbolic link",
                zh=f"`{folder}` 经符号链接指向目录 `{base}` 之外",
            ),
            hint=Text(
                en="give the real path of the folder if that is where the file should go",
                zh="如确需写入该位置，请使用其真实路径",
            ),
        )


def _check_links(folder: Path) -> None:
    at = folder.absolute()
    hint = Text(en="give the real path of the folder", zh="请使用该目录的真实路径")
    if folder.is_symlink() and at.parent != Path(at.anchor):
        raise UnsafeOutput(
            Text(en="the folder `{path}` is a symbolic link", zh="目录 `{path}` 是符号链接").format(
                path=folder
            ),
            hint=hint,
        )
    if ".." in at.parts and Path(os.path.normpath(at)).resolve() != at.resolve():
        raise UnsafeOutput(
            Text(
                en="`..` in `{path}` leaves a folder through a symbolic link",
                zh="`{path}` 中的 `..` 经符号链接指向其他目录",
            ).format(path=folder),
            hint=hint,
        )


def _implied_root(path: Path) -> Path | None:
    """A path written without `..` or a leading `/` promises to stay below the working folder."""
    return None if path.is_absolute() or ".." in path.parts else Path.cwd()


def _encode(data: str, path: Path) -> bytes:
    try:
        return data.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        code = f"U+{ord(data[error.start]):04X}"
        raise UsageError(
            Text(
                en=f"cannot write `{path}`: {code} is half of a surrogate pair, not a character",
                zh=f"无法写入 `{path}`：{code} 是不成对的代理码位，不是字符",
            )
        ) from error


def _write_new(path: Path, content: bytes, mode: int | None) -> None:
    # O_EXCL refuses whatever already stands at that name, links included.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    if mode is not None:
        path.chmod(mode)


def _failed(path: Path, error: OSError) -> UsageError:
    return UsageError(
        Text(en="cannot write `{path}`: {why}", zh="无法写入 `{path}`：{why}").format(
            path=path, why=reason(error)
        ),
        hint=Text(
            en="check the permissions of the folder and the space on the disk",
            zh="请检查目录权限和磁盘空间",
        ),
    )
