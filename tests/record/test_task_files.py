"""Files of tasks: what they add, what they may not, and how a broken one is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
import warnings
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cardkit.catalog import task_registry
from cardkit.catalog.tasks import aggregates, benchmarks, find_part, find_task, is_task_id
from cardkit.errors import CardkitError, CardkitWarning, ConfigError, UnreadableFile
from cardkit.record import task_extensions
from cardkit.record.json_schema import schema
from cardkit.record.task_file import Chance
from cardkit.record.task_files import MAX_BYTES, use_task_file
from cardkit.source.source import read_source
from cardkit.source.yaml_document import read_yaml_document
from cardkit.source.yaml_nodes import to_data
from tests.cli.helpers import run

ROOT = Path(__file__).parents[2]
GOOD = """\
schema_version: 1
kind: tasks
tasks:
  - id: shopqa
    name: {en: ShopQA, zh: 购物问答}
    aliases: [Shop Questions]
    metric: accuracy
    metrics: [accuracy, exact_match]
    n: 250
    averaging: micro
    chance: 1/3
    shots: 0
    category: commerce
    parts: [shopqa_food]
    source: docs/shopqa.md, table 2
  - id: shopqa_food
    name: ShopQA Food
    metric: exact_match
    chance: 0.25
    source: docs/shopqa.md, table 3
aggregates:
  - id: shop_average
    name: Shop Average Score
    formula: mean
    tasks: [shopqa, gsm8k]
    shots: [0, 5]
    source: docs/shopqa.md
  - id: shop_centred
    name: Shop Centred Score
    formula: centered_mean
    tasks: [shopqa, shopqa_food]
    source: docs/shopqa.md
"""


@pytest.fixture(autouse=True)
def _fresh_registry():
    task_registry.reset()
    yield
    task_registry.reset()


def write(folder: Path, text: str, name: str = "shop.tasks.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        use_task_file(write(folder, text))
    assert caught.value.hint is not None
    assert caught.value.message.zh != caught.value.message.en
    assert not is_task_id("shopqa")
    return str(caught.value)


def test_a_file_adds_tasks_and_aggregates(tmp_path: Path) -> None:
    assert find_task("ShopQA") is None
    use_task_file(write(tmp_path, GOOD))
    for text in ("ShopQA", "购物问答", "shop-questions", "ShopQA (5-shot)", "shopqa"):
        found = find_task(text)
        assert found is not None, text
        assert found.id == "shopqa"
    task = benchmarks()["shopqa"]
    assert (task.n, task.averaging, task.shots, task.category) == (250, "micro", 0, "commerce")
    assert (task.chance, task.metrics) == (Decimal(1) / 3, ("accuracy", "exact_match"))
    assert (task.source, task.is_attainability_testable) == ("docs/shopqa.md, table 2", True)
    part = find_part("ShopQA Food", "shopqa")
    assert part is not None
    assert (part.part_of, part.averaging, task.part_ids) == ("shopqa", None, ("shopqa_food",))
    average, centred = aggregates()["shop_average"], aggregates()["shop_centred"]
    assert (average.formula, average.shots, average.versions) == ("mean", (0, 5), ())
    assert centred.versions == ("v1",)
    floors = [benchmarks()[id_].baseline("v1") for id_ in centred.task_ids]
    assert [b.value for b in floors if b] == [Decimal(1) / 3, Decimal("0.25")]
    named = find_task("Shop Average Score")
    assert named is not None
    assert named.aggregate is average
    assert is_task_id("shop_average")


def test_the_same_file_twice_is_one(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD)
    use_task_file(file)
    use_task_file(file)
    assert find_task("ShopQA") is not None


def test_the_shipped_facts_stay_as_they_are(tmp_path: Path) -> None:
    before = dict(benchmarks())
    use_task_file(write(tmp_path, GOOD))
    assert {id_: benchmarks()[id_] for id_ in before} == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: shop_average", "id: core", "`core`"),
        ("Shop Questions", "M-M-L-U", "`M-M-L-U` is already a name of the task `mmlu`"),
        ("en: ShopQA", "en: MMLU Anatomy", "the task `mmlu_anatomy`"),
        ("ShopQA Food", "Shop-QA", "of the task `shopqa`"),
        ("id: shopqa_food", "id: shopqa", "line 16: the id `shopqa` stands twice"),
        ("gsm8k]", "gsm9k]", "line 25: `gsm9k` is no task"),
        ("[shopqa_food]", "[nowhere]", "line 14: `nowhere` is no task"),
        ("    chance: 0.25\n", "", "line 30: a centred mean needs the `chance` of `shopqa_food`"),
        ("source: docs/shopqa.md, table 2", "category: shop", "`category` stands twice"),
        ("    source: docs/shopqa.md, table 2\n", "", "line 4: `source` is missing"),
        ("source: docs/shopqa.md, table 2", "source: ''", "`tasks[0].source` is empty"),
        (
            "metric: accuracy",
            "metric: acuracy",
            "line 7: `tasks[0].metric`: `acuracy` is no metric",
        ),
        ("[accuracy, exact_match]", "[accuracy, bleurt]", "`bleurt` is no metric"),
        ("n: 250", "n: 0", "line 9: `tasks[0].n` should be at least 1"),
        ("n: 250", "n: 1" + "0" * 300, "`tasks[0].n` should be at most"),
        ("n: 250", "n: many", "`tasks[0].n` should be a whole number"),
        ("n: 250", "items: 250", "unknown key `items`"),
        ("aliases:", "alias:", "unknown key `alias`; `aliases` was probably meant"),
        ("1/3", "4/3", "4/3 is not a fraction of 1"),
        ("1/3", "1e-999999", "is not a fraction of 1"),
        ("1/3", "25", "25 is not a fraction of 1"),
        ("averaging: micro", "averaging: weighted", "should be one of `micro`, `macro`"),
        ("id: shopqa\n", "id: Shop QA\n", "should be lower-case letters, digits"),
        ("shots: [0, 5]", "shots: [0]", "has 1 shot for 2 tasks"),
        ("formula: mean", "formula: median", "should be one of"),
        ("kind: tasks", "kind: card", "should be one of `tasks`"),
        ("schema_version: 1", "schema_version: 2", "written for a newer cardkit"),
        ("schema_version: 1\n", "", "`schema_version` is missing"),
        ("kind: tasks", "kind: [", "this is no YAML"),
        ("tasks:\n", "tasks: &a\n", "cardkit does not read this kind of YAML"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_says_where(tmp_path, old, new, said) -> None:
    assert old in GOOD
    message = refusal(tmp_path, GOOD.replace(old, new, 1))
    assert said in message
    assert "shop.tasks.yaml" in message


@pytest.mark.parametrize("id_", ["mmlu", "gsm8k_cot", "mmlu_anatomy", "core"])
def test_a_shipped_id_is_never_replaced(tmp_path: Path, id_: str) -> None:
    row = f"  - {{id: {id_}, name: Something New, metric: accuracy, n: 7, source: s}}\n"
    message = refusal(tmp_path, f"schema_version: 1\nkind: tasks\ntasks:\n{row}")
    assert f"shop.tasks.yaml:4`: `{id_}` is already a name of the task `{id_}`" in message
    assert "cardkit itself" in message


def test_two_files_that_clash_are_both_named(tmp_path: Path) -> None:
    first = write(tmp_path, GOOD)
    use_task_file(first)
    second = GOOD.replace("id: shop", "id: mart").replace("[shopqa_food]", "[]")
    second = second.replace("tasks: [shopqa, shopqa_food]", "tasks: [martqa]")
    with pytest.raises(ConfigError) as caught:
        use_task_file(write(tmp_path, second, "mart.tasks.yaml"))
    assert "mart.tasks.yaml:4`: `ShopQA` is already a name of the task `shopqa`" in str(
        caught.value
    )
    assert f"of `{first}`" in str(caught.value)
    assert not is_task_id("martqa")


def test_what_is_no_file_or_too_much_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        use_task_file(tmp_path / "nowhere.yaml")
    with pytest.raises(UnreadableFile):
        use_task_file(tmp_path)
    with pytest.raises(UnreadableFile):
        use_task_file(write(tmp_path, "#" * (MAX_BYTES + 1)))
    with pytest.raises(ConfigError):
        use_task_file(write(tmp_path, "\x00" * 50))
    head = "schema_version: 1\nkind: tasks\ntasks:\n"
    row = "  - {{id: t{0}, name: Task {0}, metric: accuracy, source: s}}\n"
    assert "has more than 2000 entries" in refusal(
        tmp_path, head + "".join(row.format(i) for i in range(2001))
    )
    names = ", ".join(f"n{i}" for i in range(51))
    assert "has more than 50 entries" in refusal(
        tmp_path, GOOD.replace("[Shop Questions]", f"[{names}]")
    )
    assert "is longer than 120 characters" in refusal(
        tmp_path, GOOD.replace("Shop Questions", "x" * 121)
    )


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    row = "  - {{id: t{0}, name: Task Number {0}, metric: accuracy, n: {0}, source: s}}\n"
    rows = "".join(row.format(i) for i in range(1, 2001))
    use_task_file(write(tmp_path, f"schema_version: 1\nkind: tasks\ntasks:\n{rows}"))
    found = find_task("Task Number 1999")
    assert found is not None
    assert found.task is not None
    assert found.task.n == 1999


def tasks_of(*entries: str, aggregates: tuple[str, ...] = ()) -> str:
    lines = ["schema_version: 1", "kind: tasks"]
    for key, found in (("tasks", entries), ("aggregates", aggregates)):
        lines += [f"{key}:", *(f"  - {{{entry}, source: x}}" for entry in found)] if found else []
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("parts", "line", "said"),
    [
        (["a"], 4, "`a` is a part of itself"),
        (["b", "a"], 4, "is a part of itself"),
        (["b", "c", "a"], 4, "is a part of itself"),
        (["c", "c", ""], 5, "`c` is already a part of `a`"),
        (["b, b", "", ""], 4, "the task `b` stands several times"),
        (["core"], 4, "`core` is an aggregate"),
    ],
)
def test_parts_are_no_circle_and_have_one_whole(tmp_path, parts, line, said) -> None:
    ids = [f"shop{c}" for c in "abc"[: len(parts)]]
    named = [", ".join(f"shop{p}" if len(p) == 1 else p for p in x.split(", ") if p) for x in parts]
    text = tasks_of(
        *(
            f"id: {id_}, name: {id_.title()}, metric: accuracy, parts: [{below}]"
            for id_, below in zip(ids, named, strict=True)
        )
    )
    found = refusal(tmp_path, text)
    assert f"line {line}:" in found
    assert (
        said.replace("`a`", "`shopa`").replace("`b`", "`shopb`").replace("`c`", "`shopc`") in found
    )


def test_a_long_chain_of_parts_is_walked_once(tmp_path) -> None:
    count = 2000
    entries = [
        f"id: shop{i}x, name: Shop {i} X, metric: accuracy, parts: [shop{(i + 1) % count}x]"
        for i in range(count)
    ]
    start = time.process_time()
    assert "is a part of itself" in refusal(tmp_path, tasks_of(*entries))
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ("[shop_mean]", "`shop_mean` is an aggregate"),
        ("[mmlu, core]", "`core` is an aggregate"),
        ("[mmlu, gsm8k, mmlu]", "the task `mmlu` stands several times"),
    ],
)
def test_an_aggregate_is_over_tasks_each_once(tmp_path, tasks, said) -> None:
    entry = f"id: shop_mean, name: Shop Mean, formula: mean, tasks: {tasks}"
    found = refusal(tmp_path, tasks_of(aggregates=(entry,)))
    assert said in found
    assert "line 4:" in found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Average", "ordinary word"),
        ("AVG", "ordinary word"),
        ("Avg.", "ordinary word"),
        ("Score", "ordinary word"),
        ("平均", "ordinary word"),
        ("平均分", "ordinary word"),
        ("准确率", "ordinary word"),
        ("Accuracy (5-shot)", "ordinary word"),
        ("F1", "ordinary word"),
        ("\u0410verage", "ordinary word"),
        ("-", "no name"),
        ("()", "no name"),
        ("5-shot", "no name"),
        ("零样本", "no name"),
        ("\u041c\u041cLU", "looks like `MMLU`"),
        ("\u0397ella\u0405wag", "looks like `HellaSwag`"),
    ],
)
def test_names_that_mislead_are_refused(tmp_path, name, said) -> None:
    task = "id: shopqa, name: ShopQA, metric: accuracy"
    mean = f"id: shop_mean, name: Shop Mean, formula: mean, tasks: [mmlu], aliases: ['{name}']"
    for text in (
        tasks_of(f"{task}, aliases: [Shop Questions, '{name}']"),
        tasks_of(task.replace("ShopQA", f"'{name}'")),
        tasks_of(aggregates=(mean,)),
    ):
        found = refusal(tmp_path, text)
        assert said in found
        assert "line 4:" in found


@pytest.mark.parametrize("name", ["Σ-Math", "ЕГЭ", "Shop (β)", "Ru-Экзамен", "Average Shop"])
def test_names_of_other_scripts_and_of_several_words_are_taken(tmp_path, name) -> None:
    use_task_file(write(tmp_path, tasks_of(f"id: shopqa, name: '{name}', metric: accuracy")))
    assert find_task(name) is not None


@given(st.text(max_size=200))
def test_any_text_is_a_file_of_tasks_or_refused(text: str) -> None:
    task_registry.reset()
    file = ROOT / ".hypothesis" / "any.tasks.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(CardkitError):
        use_task_file(file)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_fraction_is_read_exactly(above: int, below: int) -> None:
    text = f"{above}/{below}"
    if 0 <= above < below and above < 10**9 and below < 10**9:
        chance = Chance(printed=text)
        assert abs(chance.value * below - above) < Decimal("1e-15")
    else:
        with pytest.raises(ValueError, match="fraction"):
            Chance(printed=text)


class Point:
    """An entry point without a package."""

    def __init__(self, name: str, value: object) -> None:
        self.name, self.value, self._value = name, repr(value), value

    def load(self) -> object:
        if isinstance(self._value, BaseException):
            raise self._value
        return self._value


def installed(patch: pytest.MonkeyPatch, *points: Point) -> list[warnings.WarningMessage]:
    patch.setattr(task_extensions, "_points", lambda folders: points)
    task_registry.discover_with(task_extensions.use_installed)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        benchmarks()
        benchmarks()
    return caught


def test_an_installed_package_adds_its_files(tmp_path, monkeypatch) -> None:
    file = write(tmp_path, GOOD)
    other = write(tmp_path, GOOD.replace("hop", "tore").replace("购物", "商店"), "store.yaml")
    points = [Point("a", str(file)), Point("b", lambda: [other])]
    assert installed(monkeypatch, *points) == []
    assert is_task_id("shopqa")
    assert is_task_id("storeqa")


@pytest.mark.parametrize(
    "value",
    [ImportError("no such module"), SystemExit(3), "nowhere.yaml", lambda: 1 / 0, 42, None],
)
def test_a_broken_package_costs_one_warning(tmp_path, monkeypatch, value) -> None:
    good = Point("good", write(tmp_path, GOOD))
    caught = installed(monkeypatch, Point("bad", value), good)
    assert [type(w.message) for w in caught] == [CardkitWarning]
    assert "`bad`" in str(caught[0].message)
    assert is_task_id("shopqa")


def test_an_endless_list_of_files_ends(monkeypatch) -> None:
    def files():
        while True:
            yield os.devnull

    caught = installed(monkeypatch, Point("endless", files))
    assert len(caught) == 1


def test_a_real_package_is_found_and_a_broken_one_is_said_once(tmp_path: Path) -> None:
    """In a process of its own: an installed distribution, by the files an installer writes."""
    for name, target in (("shop", "shop_tasks:FILE"), ("broken", "no_such_module")):
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[cardkit.tasks]\n{name} = {target}\n")
    file = write(tmp_path, GOOD)
    (tmp_path / "shop_tasks.py").write_text(f"FILE = {str(file)!r}\n", encoding="utf-8")
    for language, said in (("en", "warning: the tasks of"), ("zh", "警告：未载入已安装包")):
        done = subprocess.run(
            [sys.executable, "-m", "cardkit", "--lang", language, "explain", "shopqa"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "ShopQA" in done.stdout
        assert done.stderr.startswith(said)
        assert done.stderr.count("broken") == 1
        assert done.stderr.count("\n") == 1


def explained(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Ask for a task in a process of its own that runs in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "cardkit", "explain", "shopqa"],
        cwd=folder,
        env={**os.environ, "CARDKIT_LANG": "en", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def package(folder: Path, target: str) -> Path:
    info = folder / "shop-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[cardkit.tasks]\nshop = {target}\n")
    return info


@pytest.mark.parametrize("written", ["", ".", "{here}", "{here}/../{name}"])
def test_a_package_in_the_working_folder_is_not_installed(tmp_path: Path, written: str) -> None:
    package(tmp_path, "shop_evil:FILE")
    (tmp_path / "shop_evil.py").write_text("open('canary', 'w').close()\nFILE = 'x.yaml'\n")
    path = written.format(here=tmp_path, name=tmp_path.name)
    done = explained(tmp_path, PYTHONPATH=f"{ROOT}{os.pathsep}{path}")
    assert not (tmp_path / "canary").exists()
    assert "shop_evil" not in done.stderr


def test_the_module_of_a_package_is_its_own(tmp_path: Path) -> None:
    site, here = tmp_path / "site", tmp_path / "here"
    for folder in (site, here):
        folder.mkdir()
    package(site, "shop_tasks:FILE")
    file = write(site, GOOD)
    (site / "shop_tasks.py").write_text(f"FILE = {str(file)!r}\n", encoding="utf-8")
    (here / "shop_tasks.py").write_text("open('canary', 'w').close()\nFILE = ''\n")
    done = explained(here, PYTHONPATH=f"{ROOT}{os.pathsep}{site}")
    assert "ShopQA" in done.stdout, done.stderr
    assert not (here / "canary").exists()


def test_a_pipe_for_entry_points_is_passed_over(tmp_path: Path) -> None:
    info = tmp_path / "odd-1.0.dist-info"
    info.mkdir()
    os.mkfifo(info / "entry_points.txt")
    assert list(task_extensions._points([str(tmp_path)])) == []


def test_the_command_line_takes_files(tmp_path, monkeypatch) -> None:
    file = write(tmp_path, GOOD)
    done = run("--tasks", file, "explain", "shopqa", "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert '"n": 250' in done.out
    task_registry.reset()
    monkeypatch.setenv("CARDKIT_TASKS", str(file))
    assert run("explain", "Shop Questions").code == 0
    bad = write(tmp_path, GOOD.replace("n: 250", "n: 0"), "bad.yaml")
    done = run("--tasks", bad, "explain", language="zh")
    assert done.code == 2
    assert "第 9 行：`tasks[0].n` 不应小于 1" in done.err
    assert run("--tasks", tmp_path / "nowhere.yaml", "explain").code == 2


def test_a_card_is_read_with_the_added_tasks(tmp_path: Path) -> None:
    import cardkit

    text = textwrap.dedent(
        """\
        # Shop-7B

        ## Evaluation

        | Task | Score |
        | --- | --- |
        | ShopQA | 0.612 |
        | GSM8K | 0.4 |
        """
    )
    assert [e.task for e in cardkit.loads(text).record.evaluations] == [None, "gsm8k"]
    use_task_file(write(tmp_path, GOOD))
    assert [e.task for e in cardkit.loads(text).record.evaluations] == ["shopqa", "gsm8k"]


def test_the_documented_file_is_a_file_of_tasks(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "tasks.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    file = write(tmp_path, example)
    root = read_yaml_document(read_source(file)).root
    assert root is not None
    Draft202012Validator(schema("tasks")).validate(to_data(root))
    use_task_file(file)
    assert benchmarks()["shopqa"].chance == Decimal("0.25")
    assert aggregates()["shop_average"].shots == (0, 5)
