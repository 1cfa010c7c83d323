"""Which policy holds: the nearest, one that is named, one that is trusted; and what is refused."""

import json
import os

import pytest

from cardkit.errors import ConfigError
from cardkit.policy.find import Finder
from cardkit.policy.toml_file import MAX_BYTES
from tests.cli.helpers import run
from tests.policy.helpers import BAD, WAIVER, committed, git, policy_of, repository

NEVER = 'fail-on = "never"'


def fails(folder, *words):
    return run("validate", *words, cwd=folder).code


def test_the_nearest_above_the_card(tmp_path):
    committed(repository(tmp_path, NEVER))
    inner = tmp_path / "models" / "a"
    inner.mkdir(parents=True)
    repository(inner)
    assert fails(tmp_path, "models") == 0
    assert fails(inner) == 0
    (tmp_path / "models" / "cardkit.toml").write_text("")
    assert fails(tmp_path, "models") == 1
    assert fails(tmp_path, "README.md") == 0
    assert fails(tmp_path, ".") == 1  # each card by its own


def test_it_ends_at_the_root_of_the_repository(tmp_path):
    repository(tmp_path, NEVER)
    inner = tmp_path / "repository"
    inner.mkdir()
    committed(repository(inner))
    assert fails(tmp_path, "repository") == 1


def test_without_a_repository_it_ends_at_the_working_folder(tmp_path):
    repository(tmp_path, NEVER)
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    repository(inner)
    assert fails(tmp_path, "a") == 0
    assert fails(inner) == 1
    elsewhere = tmp_path / "c"
    elsewhere.mkdir()
    assert fails(elsewhere, str(inner)) == 1


def test_pyproject_counts_where_it_has_the_table(tmp_path):
    repository(tmp_path)
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text('[project]\nname = "cardkit-user"\n')
    assert fails(tmp_path) == 1
    pyproject.write_text('[tool.cardkit]\nfail-on = "never"\n')
    assert fails(tmp_path) == 0
    pyproject.write_text('[tool.cardkit]\nfail-onn = "never"\n')
    done = run("validate", cwd=tmp_path)
    assert done.code == 2
    assert "pyproject.toml:2: there is no key `fail-onn`" in done.err
    assert "did you mean `fail-on`?" in done.err
    done = run("validate", cwd=tmp_path, language="zh")
    assert "pyproject.toml:2：没有 `fail-onn` 这个键" in done.err


def test_two_policies_in_one_folder_are_refused(tmp_path):
    repository(tmp_path, NEVER)
    (tmp_path / "pyproject.toml").write_text("[tool.cardkit]\n")
    with pytest.raises(ConfigError, match=r"both `.*cardkit.toml` and `.*pyproject.toml` hold"):
        policy_of(tmp_path)


def test_a_named_one_and_none(tmp_path):
    repository(tmp_path, NEVER)
    (tmp_path / "own.toml").write_text('fail-on = "error"')
    assert fails(tmp_path, "--config", "own.toml") == 1
    assert fails(tmp_path, "--no-config") == 1
    assert fails(tmp_path, "--config", "absent.toml") == 2
    assert fails(tmp_path, "--no-config", "--config", "own.toml") == 2


def test_names_of_a_named_policy_count_from_the_working_folder(tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "org.toml").write_text(WAIVER)
    repository(tmp_path)
    assert fails(tmp_path, "--config", "policies/org.toml") == 0


@pytest.mark.parametrize("name", ["cardkit.toml", "b.json"])
def test_links_are_refused(tmp_path, name):
    repository(tmp_path, '[baseline]\nfile = "b.json"')
    real = tmp_path / "real"
    real.write_text('{"version": 1, "entries": []}')
    place = tmp_path / name
    place.unlink(missing_ok=True)
    place.symlink_to(real)
    done = run("validate", cwd=tmp_path)
    assert done.code == 2
    assert f"`{name}` is a symbolic link" in done.err
    assert "是符号链接" in run("validate", cwd=tmp_path, language="zh").err


def test_a_baseline_in_a_folder_that_is_a_link_out_is_refused(tmp_path):
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "b.json").write_text('{"version": 1, "entries": []}')
    (inside / "sub").symlink_to(outside)
    repository(inside, '[baseline]\nfile = "sub/b.json"')
    done = run("validate", cwd=inside)
    assert done.code == 2
    assert "leads out of that of the configuration through a link" in done.err


def test_a_large_file_a_pipe_and_a_folder_are_refused(tmp_path):
    repository(tmp_path)
    place = tmp_path / "cardkit.toml"
    place.write_bytes(b"#" * (MAX_BYTES + 1))
    assert "is larger than" in run("validate", cwd=tmp_path).err
    place.unlink()
    os.mkfifo(place)
    assert "is not a regular file" in run("validate", cwd=tmp_path).err
    place.unlink()
    place.mkdir()
    assert "is not a regular file" in run("validate", cwd=tmp_path).err


def test_each_file_is_read_once(tmp_path, monkeypatch):
    committed(repository(tmp_path, NEVER))
    finder = Finder()
    folders = [tmp_path / str(i) for i in range(3)]
    for folder in folders:
        folder.mkdir()
    found = {id(finder.policy_for(folder)) for folder in folders}
    assert len(found) == 1


def test_offline_reaches_no_hub(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    repository(tmp_path, "offline = true")
    words = ("verify", "README.md", "--spec-only", "--model")
    done = run(*words, "hf:owner/name", cwd=tmp_path)
    assert done.code == 2
    assert "`cardkit.toml` says `offline = true`, and `hf:owner/name` is on a hub" in done.err
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text('{"model_type": "llama"}')
    assert run(*words, "model", cwd=tmp_path).code != 2


class TestPolicyFrom:
    """A pull request cannot loosen its own rules."""

    def loosened(self, folder, **files):
        committed(repository(folder, 'fail-on = "error"\n[baseline]\nfile = "b.json"\n'))
        for name, text in files.items():
            (folder / name.replace("_", ".")).write_text(text)
        return folder

    def test_attack_18_a_pull_request_that_loosens_its_rules(self, tmp_path):
        self.loosened(tmp_path, cardkit_toml=NEVER)
        assert fails(tmp_path) == 0
        done = run("validate", "--policy-from", "HEAD", "--output-format", "concise", cwd=tmp_path)
        assert done.code == 1
        assert (
            "cardkit.toml:1:1: warning[POL103] the working tree changes the policy,"
            " which does not count here: `baseline`, `fail-on`" in done.out
        )

    def test_attack_18_a_pull_request_that_waives_its_own_finding(self, tmp_path):
        self.loosened(tmp_path, cardkit_toml=WAIVER)
        assert fails(tmp_path) == 0
        done = run("validate", "--policy-from", "main", "--output-format=concise", cwd=tmp_path)
        assert done.code == 1
        assert "POL103" in done.out
        assert "`waiver`" in done.out

    def test_attack_18_a_baseline_that_grew(self, tmp_path):
        self.loosened(tmp_path)
        assert run("validate", "--write-baseline", cwd=tmp_path).code == 0
        assert fails(tmp_path) == 0
        done = run("validate", "--policy-from", "HEAD", "--output-format=concise", cwd=tmp_path)
        assert done.code == 1
        assert "error[POL104] the baseline grew: 6 entries are new or count more" in done.out
        assert "error[MET101]" in done.out

    def test_attack_18_a_waiver_that_expired_fails_on_every_road(self, tmp_path, monkeypatch):
        """kyverno#17473: an expiry that was honoured on one road and not on the other."""
        committed(repository(tmp_path, WAIVER))
        (tmp_path / "b").mkdir()
        repository(tmp_path / "b", card=BAD.replace("apache", "apache-2.0"))
        (tmp_path / "list.txt").write_text("README.md\nb/README.md\n")
        roads = [
            ("validate",),
            ("validate", "README.md", "--output-format", "json"),
            ("validate", "README.md", "--policy-from", "HEAD"),
            ("audit", ".", "--jobs", "1"),
            ("audit", "list.txt", "--jobs", "2"),
        ]
        for day, code in (("2027-01-31", 0), ("2027-02-01", 1)):
            monkeypatch.setenv("CARDKIT_TODAY", day)
            assert {run(*road, cwd=tmp_path).code for road in roads} == {code}

    def test_a_smaller_baseline_is_no_change_that_fails(self, tmp_path):
        self.loosened(tmp_path)
        run("validate", "--write-baseline", cwd=tmp_path)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", "baseline")
        (tmp_path / "README.md").write_text(BAD.replace("apache", "apache-2.0"))
        run("validate", "--write-baseline", cwd=tmp_path)
        done = run("validate", "--policy-from", "HEAD", "--output-format=concise", cwd=tmp_path)
        assert done.code == 0
        assert "POL104" not in done.out
        assert "does not count here: `b.json`" in done.out

    def test_a_policy_that_cannot_be_read_any_more(self, tmp_path):
        self.loosened(tmp_path, cardkit_toml="fail-on = ")
        assert fails(tmp_path) == 2
        done = run("validate", "--policy-from", "HEAD", "--output-format=concise", cwd=tmp_path)
        assert done.code == 1
        assert "the policy of the working tree cannot be read: cardkit.toml:1: not TOML" in done.out

    def test_a_policy_that_was_taken_away(self, tmp_path):
        committed(repository(tmp_path, 'profiles = ["hf"]'))
        (tmp_path / "cardkit.toml").unlink()
        done = run("validate", "--policy-from", "HEAD", "--output-format=concise", cwd=tmp_path)
        assert "MET109" in done.out
        assert "POL103" in done.out

    def test_an_unchanged_policy_says_nothing(self, tmp_path):
        self.loosened(tmp_path)
        done = run("validate", "--policy-from", "HEAD", cwd=tmp_path)
        assert "POL1" not in done.out

    def test_a_folder_outside(self, tmp_path):
        base, work = tmp_path / "base", tmp_path / "work"
        base.mkdir()
        work.mkdir()
        repository(base, 'fail-on = "error"')
        committed(repository(work, NEVER))
        assert fails(work, "--policy-from", str(base)) == 1
        assert fails(work, "--policy-from", "../base/cardkit.toml") == 1
        done = run("validate", "--policy-from", "./nothing", cwd=work)
        assert done.code == 2
        assert "there is no policy in `nothing`" in done.err

    def test_attack_18_a_folder_that_is_named_like_the_branch(self, tmp_path):
        self.loosened(tmp_path)
        (tmp_path / "main").mkdir()
        (tmp_path / "main" / "cardkit.toml").write_text(NEVER)
        assert fails(tmp_path, "README.md", "--policy-from", "main") == 1

    @pytest.mark.parametrize(
        "ref",
        ["--upload-pack=x", "-x", "a..b", "a:b", "a b", "$(id)", "HEAD;id", "@{-1}", "", "a\nb"],
    )
    def test_what_is_no_name_of_a_commit_never_reaches_git(self, tmp_path, ref, monkeypatch):
        self.loosened(tmp_path)

        def no_git(*_words, **_settings):
            raise AssertionError("git was run")

        monkeypatch.setattr("subprocess.Popen", no_git)
        with pytest.raises(ConfigError, match="cannot be a commit"):
            Finder(trusted=ref).policy_for(tmp_path)

    def test_no_such_commit_and_no_repository(self, tmp_path):
        self.loosened(tmp_path)
        done = run("validate", "--policy-from", "origin/main", cwd=tmp_path)
        assert done.code == 2
        assert "has no commit `origin/main`" in done.err
        assert "git fetch origin" in done.err

    def test_a_link_in_the_commit_is_refused(self, tmp_path):
        repository(tmp_path)
        (tmp_path / "cardkit.toml").symlink_to("/etc/hostname")
        committed(tmp_path)
        done = run("validate", "--policy-from", "HEAD", cwd=tmp_path)
        assert done.code == 2
        assert "`HEAD:cardkit.toml` is a symbolic link" in done.err

    def test_it_excludes_writing(self, tmp_path):
        self.loosened(tmp_path)
        assert fails(tmp_path, "--policy-from", "HEAD", "--write-baseline") == 2

    @pytest.mark.parametrize("path", [".", "sub", "sub/README.md"])
    def test_a_repository_within_brings_no_policy_for_itself(self, tmp_path, path):
        """As a submodule does that a pull request adds: its `main` is not the checker's."""
        good = BAD.replace("apache", "apache-2.0")
        committed(repository(tmp_path, 'fail-on = "error"', card=good))
        (tmp_path / "sub").mkdir()
        committed(repository(tmp_path / "sub", NEVER))
        done = run("validate", path, "--policy-from", "main", "--output-format=json", cwd=tmp_path)
        assert done.code == 1
        (changed,) = [f for f in json.loads(done.out)["findings"] if f["code"] == "POL103"]
        assert changed["file"] == "sub/cardkit.toml"
        assert fails(tmp_path / "sub", "--policy-from", "main") == 0

    def test_a_repository_elsewhere_is_read_at_its_own_commit(self, tmp_path):
        base, work = tmp_path / "base", tmp_path / "work"
        base.mkdir()
        work.mkdir()
        committed(repository(base, NEVER))
        committed(repository(work, 'fail-on = "error"'))
        words = ("validate", str(work), "--policy-from", "main")
        assert run(*words, cwd=base).code == 1

    def test_attack_18_filters_of_the_working_tree_do_not_run(self, tmp_path):
        self.loosened(tmp_path)
        git(tmp_path, "config", "diff.evil.textconv", "touch ran; cat")
        (tmp_path / ".gitattributes").write_text("*.toml diff=evil\n")
        assert fails(tmp_path, "--policy-from", "HEAD") == 1
        assert not (tmp_path / "ran").exists()
