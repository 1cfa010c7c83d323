"""Run in a process with the simulated NPU: models scored and continued on npu:0, as JSON."""

import json
import sys
from pathlib import Path

from cardkit.verify.load import loading
from cardkit.verify.load.devices import choose, import_torch

torch = import_torch()
transformers = loading.import_transformers()
from torch_npu.simulated import operators  # noqa: E402 - torch and its guard come first

from cardkit.verify.protocol.requests import Continuation, ItemRequests  # noqa: E402
from cardkit.verify.score.network import Network  # noqa: E402
from cardkit.verify.score.scorer import Limits, Scorer  # noqa: E402
from cardkit.verify.score.tiers import TIERS  # noqa: E402
from tests.verify.score.helpers import (  # noqa: E402
    TIERS_OF,
    Letters,
    dumped,
    folder,
    generation,
    items,
)

START = tuple(range(30, 42))
LIMITS = Limits(budget=48, longest=64)


def requests():
    """Return items behind a start that they share, and two texts to continue."""
    shared = [
        ItemRequests(
            r.item,
            tuple(Continuation((*START, *c.context[-8:]), c.target) for c in r.continuations),
        )
        for r in items(count=4)
    ]
    return [*shared, generation(1, (5, 6, 7, 8, 9), 4), generation(2, (40, 17), 4)]


def answered(model, device, tier):
    scorer = Scorer(model, device, Letters(), tier=tier, limits=LIMITS)
    operators.clear()
    answers = scorer.score(requests())
    return {
        "scores": dumped(answers[:-2]),
        "texts": [a.text for a in answers[-2:]],
        "sharing": scorer.choices[0].sharing,
        "operators": sum(operators.values()),
    }


def forgotten(model):
    """Return what the device says to ids that were left on the host."""
    network = Network(model)
    network.device = "cpu"
    try:
        network.answers(network.tensor([[3, 4, 5]]), [0])
    except RuntimeError as error:
        return str(error)
    return ""


def main() -> None:
    found = {}
    for name in sys.argv[2].split(","):
        tiers = [t for n, t in TIERS_OF if n == name] or list(TIERS)
        cpu = loading.load(folder(name), choose("cpu"), attention="sdpa").model
        npu = loading.load(folder(name), choose("npu:0", "float32"), attention="sdpa").model
        found[name] = {
            "places": sorted({str(p.device) for p in npu.parameters()}),
            "forgotten": forgotten(npu),
            **{f"cpu-{t}": answered(cpu, choose("cpu"), t) for t in tiers},
            **{f"npu-{t}": answered(npu, choose("npu:0", "float32"), t) for t in tiers},
        }
    Path(sys.argv[1]).write_text(json.dumps(found))


if __name__ == "__main__":
    main()
