"""How it was scored, as observations: what it takes to trust the figures, or to repeat them."""

from __future__ import annotations

from cardkit.verify.load.devices import Device
from cardkit.verify.outcome import Observation
from cardkit.verify.score.choosing import Choice, Tried
from cardkit.verify.score.engine import Engine
from cardkit.verify.score.routes import Generating
from cardkit.verify.score.threads import Threads


def observations(engine: Engine, device: Device, threads: Threads) -> tuple[Observation, ...]:
    """Return tiers and their self-checks, the attention, threads, and how much was fed at once."""
    place = f"{device}, {device.dtype}, {device.name}"
    attention = getattr(engine.network.config, "_attn_implementation", None) or "unknown"
    plain: dict[str, int | str | bool] = {
        "scorer_attention": str(attention),
        "scorer_threads": threads.count,
        "scorer_threads_set_by": threads.why,
        "scorer_threads_passive": threads.passive,
        "scorer_budget": engine.budget.tokens,
        "scorer_halved": engine.budget.halved + engine.contexts.halved,
    }
    found = [Observation(name, value, "loaded", place) for name, value in plain.items()]
    for choice in engine.routes.choices:
        found += _choice(choice, f"{place}, contexts of {choice.length} tokens")
    for how in engine.routes.generations:
        name = f"scorer_generates{_beyond(how.beyond)}"
        found.append(Observation(name, _generates(how), "loaded", place))
    return tuple(found)


def _beyond(tokens: int) -> str:
    """Return what tells the fields of longer items from those of all."""
    return f"_beyond_{tokens}" if tokens else ""


def _generates(how: Generating) -> str:
    words = ["with a cache" if how.cached else "all anew at each token"]
    words += ["shared starts"] * how.sharing + ["one at a time"] * how.alone
    return ", ".join(words)


def _choice(choice: Choice, where: str) -> list[Observation]:
    values: dict[str, str | bool] = {
        "scorer_tier": f"{choice.tier}, one a forward" if choice.alone else choice.tier,
        "scorer_tier_forced": choice.forced,
        "scorer_shares_starts": choice.sharing,
        "scorer_tolerance": f"{choice.tolerance:.3g}",
    }
    for tried in choice.tried:
        values[f"scorer_deviation_{_way(tried)}"] = _result(tried)
    end = _beyond(choice.beyond)
    return [Observation(f"{name}{end}", value, "loaded", where) for name, value in values.items()]


def _way(tried: Tried) -> str:
    return f"{tried.tier}{'_alone' if tried.alone else ''}{'_shared' if tried.shared else ''}"


def _result(tried: Tried) -> str:
    if tried.deviation is None:
        return "-" if tried.why is None else tried.why.en
    flags = "" if tried.greedy else ", other greedy flags"
    fault = "" if tried.fault is None else f" (least fault {tried.fault:.3g})"
    return f"{tried.deviation:.3g}{flags}{fault}"
