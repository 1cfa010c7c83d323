"""`--policy-from FOLDER`: another checkout is the base, a shared folder decides and is no base."""

import json
import shutil

import pytest

from cardkit.policy.checkouts import are_checkouts_of_one
from tests.cli.helpers import run
from tests.policy.helpers import WAIVER, committed, git, repository

OWN = 'fail-on = "never"\n\n[baseline]\nfile = "b.json"\n'
SHARED = 'fail-on = "error"\nprofiles = ["hf"]\n'


@pytest.fixture
def own(tmp_path):
    """A repository whose baseline holds all its findings."""
    folder = tmp_path / "own"
    folder.mkdir()
    repository(folder, OWN)
    assert run("validate", ".", "--write-baseline", cwd=folder).code == 0
    return committed(folder)


@pytest.fixture
def shared(tmp_path):
    folder = tmp_path / "organisation"
    folder.mkdir()
    (folder / "cardkit.toml").write_text(SHARED)
    return folder


def found(folder, *words):
    done = run("validate", "README.md", *words, "--output-format", "json", cwd=folder)
    return done.code, json.loads(done.out)["findings"]


def about_policy(folder, *words):
    return sorted(f["code"] for f in found(folder, *words)[1] if f["code"].startswith("POL10"))


def loosen(folder):
    """Let the working tree waive a finding more and take one more into its baseline."""
    (folder / "cardkit.toml").write_text(f"{OWN}{WAIVER}")
    data = json.loads((folder / "b.json").read_text())
    data["entries"][0]["count"] += 1
    (folder / "b.json").write_text(json.dumps(data))


@pytest.mark.parametrize("of_git", [False, True])
def test_a_shared_folder_is_compared_with_nothing(own, shared, of_git):
    if of_git:
        committed(shared)
    code, findings = found(own, "--policy-from", str(shared))
    codes = {f["code"] for f in findings}
    assert not codes & {"POL103", "POL104"}
    assert {"MET101", "MET109"} <= codes, "the shared policy decides, its profile too"
    assert all(f["suppression"] is None for f in findings), "no baseline of the repository's own"
    assert code == 1


def test_a_card_that_the_shared_policy_lets_pass_passes(own, shared):
    (shared / "cardkit.toml").write_text(
        'profiles = ["o"]\nfail-on = "error"\n[profile.o]\nMET101 = "note"\n'
    )
    assert found(own, "--policy-from", str(shared))[0] == 0


def test_what_is_wrong_with_the_repository_s_own_policy_is_not_asked(own, shared):
    (own / "cardkit.toml").write_text("= no TOML")
    assert about_policy(own, "--policy-from", str(shared)) == []


def test_a_folder_of_the_working_tree_is_no_base(own):
    (own / "strict").mkdir()
    (own / "strict" / "cardkit.toml").write_text(SHARED)
    assert about_policy(own, "--policy-from", "./strict") == []


def test_a_worktree_of_the_repository_is_its_base(own, tmp_path):
    git(own, "worktree", "add", "-q", str(tmp_path / "base"), "HEAD")
    loosen(own)
    assert about_policy(own, "--policy-from", "../base") == ["POL103", "POL104"]


def test_a_clone_of_the_repository_is_its_base(own, tmp_path):
    git(tmp_path, "clone", "-q", str(own), "base")
    loosen(own)
    assert about_policy(own, "--policy-from", "../base") == ["POL103", "POL104"]


def test_two_shallow_clones_of_one_remote_are_one_repository(own, tmp_path):
    """As CI checks out the base and the pull request: no commit is in both."""
    (own / "more.md").write_text("more\n")
    git(own, "add", "-A")
    git(own, "commit", "-qm", "more")
    remote = f"file://{own}"
    git(tmp_path, "clone", "-q", "--depth", "1", remote, "now")
    git(own, "checkout", "-q", "-b", "old", "HEAD~1")
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "old", remote + "/", "base")
    assert are_checkouts_of_one(tmp_path / "now", tmp_path / "base")
    loosen(tmp_path / "now")
    assert about_policy(tmp_path / "now", "--policy-from", "../base") == ["POL103", "POL104"]


def test_repositories_that_git_does_not_read_are_an_error(own, shared):
    committed(shared)
    shutil.rmtree(shared / ".git" / "objects")
    (shared / ".git" / "HEAD").unlink()
    for language, said in (("en", "git does not read the repository"), ("zh", "git 无法读取仓库")):
        words = ("validate", "README.md", "--policy-from", str(shared))
        done = run(*words, cwd=own, language=language)
        assert done.code == 2
        assert said in done.err
        assert "safe.directory" in done.err


def test_a_commit_is_compared_as_before(own):
    loosen(own)
    assert about_policy(own, "--policy-from", "HEAD") == ["POL103", "POL104"]


def test_evidence_keys_of_a_shared_folder_still_count(own, shared):
    """It was named, so it is who checks: nothing but the comparison is gone."""
    (shared / "cardkit.toml").write_text('[evidence]\ntrusted-keys = ["gone.pub"]\n')
    done = run("validate", "README.md", "--policy-from", str(shared), cwd=own)
    assert done.code == 2
    assert "the trusted key `gone.pub`" in done.err
