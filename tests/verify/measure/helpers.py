"""Tasks small enough to follow by hand, a stand-in for the scorer, and cards with items beside."""

import json
from dataclasses import asdict, replace
from decimal import Decimal
from types import SimpleNamespace

import cardkit
from cardkit.stats.sequential.design import Limits
from cardkit.verify.load.run import LoadOutcome
from cardkit.verify.measure.asking import Answers, Asking, Budget, Claimed
from cardkit.verify.measure.conclude import conclude
from cardkit.verify.measure.course import Course, run_courses
from cardkit.verify.measure.outcome import Measured
from cardkit.verify.measure.plan import plan
from cardkit.verify.measure.run import Outcome
from cardkit.verify.measure.standing import Standing
from cardkit.verify.protocol.claims import score_claims
from cardkit.verify.protocol.requests import ItemAnswer, Scored
from tests.verify.protocol import toy

SEED = "5a" * 32
LOADED = LoadOutcome((), (), {}, completed=True)


def asking(n=100, claims=(("0.8", 2),), limits=None, name="toy", seed=SEED):
    """Return a task of two choices, the first right, whose claims are under llm-foundry's rule."""
    made = toy.definition("multiple_choice")
    claimed = tuple(Claimed(Decimal(c[0]), c[1], *(c[2:] or ("acc_mean_token",))) for c in claims)
    return Asking(
        name, toy.protocol(made), "0" * 64, tuple(range(n)), (n,), claimed, limits or Limits(), seed
    )


def course(asked, rows=None):
    """Return a task that is being asked; `rows` are its items."""
    rows = rows or [{"query": f"q{i}", "choices": ["yes", "no"], "gold": 0} for i in range(asked.n)]
    asker = toy.asker(asked.protocol.definition, rows)
    return Course(asked, asker, Standing(asked))


class Answerer:
    """Stands in for the scorer: `rule` says of an item which choice is taken, or raises.

    What it returns that is no number is the answer itself (a refusal). `by_context` hands it the
    tokens of the context too.
    """

    def __init__(self, rule, *, by_context=False):
        self._by_context = by_context
        self.figures = SimpleNamespace(fed=0, naive=0)
        self.asked = []
        self._rule = rule

    def score(self, requests):
        self.asked.append([r.item for r in requests])
        self.figures.fed += 10 * len(requests)
        self.figures.naive += 20 * len(requests)
        return [self._answer(r) for r in requests]

    def _answer(self, request):
        context = (request.continuations[0].context,) if self._by_context else ()
        taken = self._rule(request.item, *context)
        if not isinstance(taken, int):
            return taken
        scored = tuple(
            Scored(-1.0 if i == taken else -9.0, len(c.target), greedy=False)
            for i, c in enumerate(request.continuations)
        )
        return ItemAnswer(request.item, scored)


def right_but(every):
    """Return a rule that is wrong on each item whose number `every` divides."""
    return lambda item: int(item % every == 0)


def told(courses, scorer, budget=None, clock=lambda: 0.0):
    """Return all that happens while tasks are asked."""
    return list(run_courses(courses, scorer, budget or Budget(), clock))


def answers(asked, items, bits, said=None, metric="acc_mean_token"):
    """Return answers as the process tells them; other metrics are answered alike."""
    rows = dict.fromkeys(("acc_mean_token", "acc_sum", "acc_char", "acc_byte"), bits)
    taken = tuple(said) if said is not None else tuple("10"[b == "1"] for b in bits)
    return Answers(asked.id, tuple(items), rows, taken, "00", 10, 20, 0.5)


def given(asked, rule):
    """Return a standing whose items are answered until it is decided, `rule` says which right."""
    standing = Standing(asked)
    while ahead := standing.ahead(1):
        bit = "01"[bool(rule(ahead[0]))]
        standing.replay(answers(asked, ahead, bit))
    return standing


def results(standing):
    """Return how the claims of a standing stand, without what they are tested by."""
    found = [asdict(replace(trial.result(), design=None)) for trial in standing.trials]
    return found, standing.items, standing.bits, standing.said


def reading(text, name="tiny.card.yaml"):
    return cardkit.loads(text, name=name).reading


def claims(*rows, setup="{harness: {name: llm-foundry}}"):
    """Return the claims of a card with these evaluations, each a YAML flow mapping's inside."""
    lines = "".join(f"  - {{{row}}}\n" for row in rows)
    text = f"name: Tiny\nevaluation_setup: {setup}\nevaluations:\n{lines}"
    return score_claims(reading(text))


COPA = "task: copa, score: '0.61', unit: fraction, shots: 0"
WINOGRAD = "task: winograd, score: '0.55', unit: fraction, shots: 0"


def write_copa(folder, n=100, name="copa.jsonl", **change):
    """Write items in the layout and number of DCLM's copa; `change` maps a line to its row."""
    rows = [
        {"query": f"The sky was {i}, so", "choices": ["it rained", "we ran"], "gold": i % 2}
        for i in range(n)
    ]
    return write_rows(folder / name, rows, **change)


def write_winograd(folder, n=273, **change):
    rows = [
        {
            "context_options": [f"Ann saw Bo {i} as Ann", f"Ann saw Bo {i} as Bo"],
            "continuation": "was tall",
            "gold": i % 2,
        }
        for i in range(n)
    ]
    return write_rows(folder / "winograd_wsc.jsonl", rows, **change)


def write_rows(path, rows, **change):
    for line, row in change.items():
        rows[int(line.removeprefix("line")) - 1] |= row
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def planned(folder, *rows, limits=None, **settings):
    """Return the plan of a card with these evaluations and the items in `folder`."""
    made = claims(*rows) if rows else claims(COPA)
    usual = {"card": "ab" * 32, "salt": "s", "limits": limits or Limits(), "folder": folder}
    return plan(made, **{**usual, **settings})


def outcome(plan_, rules):
    """Return what a run comes to whose answers `rules` give, by asking: right or not of an item."""
    standings = {a.id: given(a, rules[a.id]) for a in plan_.askings if a.id in rules}
    standings |= {a.id: Standing(a) for a in plan_.askings if a.id not in rules}
    return Outcome(LOADED, standings, ended="finished")


CARD = """name: Tiny
evaluation_setup: {harness: {name: llm-foundry}, unit: fraction}
evaluations:
  - {task: core, score: "0.300"}
  - {task: copa, score: "0.61", shots: 0}
  - {task: winograd, score: "0.85", shots: 0, metric: accuracy}
  - {task: openbook_qa, score: "0.31", shots: 0}
  - {task: humaneval, score: "0.2", metric: pass@1}
"""


def played(folder, ended="finished", text=CARD, **settings):
    """Return a card, its plan and its scores, measured by answers that are made up here."""
    read = reading(text)
    made = plan(
        score_claims(read), card="ab" * 32, salt="s", limits=Limits(), folder=folder, **settings
    )
    rules = {"copa": 61, "winograd": 60}
    found = outcome(
        made,
        {
            a.id: lambda item, share=rules[a.protocol.definition.task]: item * share % 100 < share
            for a in made.askings
        },
    )
    scores, family = conclude(made, found)
    return read, made, found, Measured(
        scores, family, "s", "ab" * 32, {"device": "cpu", "dtype": "float32"},
        {"model.safetensors": "cd" * 32}, (), 1.5, "/runs/j.jsonl", ended,
    )  # fmt: skip
