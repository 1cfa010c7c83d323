"""Generates for many items: routed, sharing starts, in batches of like length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from cardkit.verify.protocol.requests import Generation
from cardkit.verify.score.caches import Start
from cardkit.verify.score.engine import Engine
from cardkit.verify.score.generating import Ending, Writing, generate
from cardkit.verify.score.routes import Generating


def write(
    engine: Engine, ending: Ending, asked: Mapping[int, Generation]
) -> dict[int, Writing | None]:
    """Return the generations by place, None where memory ran out for one of them alone."""
    routes: dict[Generating, list[int]] = {}
    for place, task in asked.items():
        route = engine.routes.generating(len(task.context) + task.max_new_tokens)
        routes.setdefault(route, []).append(place)
    found: dict[int, Writing | None] = {}
    for route, places in routes.items():
        stems = {place: asked[place].context[:-1] for place in places}
        for start, part in engine.started(stems, route.sharing):
            for alike in _alike(engine, asked, part, route):
                found.update(
                    engine.contexts.run(
                        alike,
                        lambda place: len(asked[place].context),
                        partial(_together, engine, ending, asked, route, start),
                        partial(_alone, engine, ending, asked, route),
                    )
                )
    return found


def _alike(
    engine: Engine, asked: Mapping[int, Generation], places: Sequence[int], route: Generating
) -> list[list[int]]:
    """Return places that may share a batch: all, by length where nothing may be padded, or none."""
    if route.alone:
        return [[place] for place in places]
    if not route.cached or "position_ids" in engine.network.takes:
        return [list(places)]
    by_length: dict[int, list[int]] = {}
    for place in places:
        by_length.setdefault(len(asked[place].context), []).append(place)
    return list(by_length.values())


def _together(
    engine: Engine,
    ending: Ending,
    asked: Mapping[int, Generation],
    route: Generating,
    start: Start | None,
    part: Sequence[int],
) -> list[Writing]:
    tasks = [asked[place] for place in part]
    return generate(engine.network, tasks, ending, start, cached=route.cached)


def _alone(
    engine: Engine, ending: Ending, asked: Mapping[int, Generation], route: Generating, place: int
) -> Writing:
    return generate(engine.network, [asked[place]], ending, cached=route.cached)[0]
