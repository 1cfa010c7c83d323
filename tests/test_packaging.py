"""The wheel carries exactly the data that git knows, and works from where it is installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = ("templates", "comparisons", "cards")


def tracked() -> set[str]:
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "cardkit", *DATA],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not done.stdout:
        pytest.skip("not a git checkout: nothing to compare the wheel with")
    return {name for name in done.stdout.splitlines() if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    # Ignored files must stay out: force-include would have shipped this one.
    secret = ROOT / "templates" / ".env"
    secret.write_text("TOKEN=secret\n")
    try:
        code = f"from hatchling.build import build_wheel; print(build_wheel({str(out)!r}))"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    finally:
        secret.unlink()
    return next(out.glob("*.whl"))


def test_wheel_holds_what_git_holds(wheel):
    shipped = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    ours = {n for n in tracked() if ".results/" not in n}  # logs stay in the repository
    expected = {f"cardkit/_data/{n}" if n.startswith(DATA) else n for n in ours}
    assert shipped == expected


def test_wheel_works_from_where_it_lies(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-m", "cardkit", "render", "dclm-7b", "--lang", "all", "-o", "."],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in tmp_path.glob("*.md")) == ["README.md", "README_zh.md"]


def test_version_is_the_changelogs_top():
    import cardkit

    top = next(
        line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## [")
    )
    assert top.startswith(f"## [{cardkit.__version__}]")
