"""Each rule against the fault it is for, planted in clean cards by the seed."""

import pytest

from cardkit.rules.registry import all_rules
from tests.planted.mutate import CARDS, all_plants, measure

PLANTS = [plant for plants in all_plants().values() for plant in plants]
FORENSIC = {"SCR", "AGG", "AGR"}


@pytest.mark.parametrize("plant", PLANTS, ids=lambda p: f"{p.code} {p.name}")
def test_planted_fault_is_caught_and_clean_cards_are_left_alone(plant):
    measured = measure(plant)
    assert measured.recall >= plant.recall
    assert measured.blamed <= plant.alarms


@pytest.mark.parametrize(
    "rule", [r.code for r in all_rules() if r.family in FORENSIC and r.default == "on"]
)
def test_every_forensic_rule_has_a_planted_fault(rule):
    assert rule in all_plants()


def test_the_same_faults_are_planted_in_every_run():
    plant = PLANTS[0]
    assert measure(plant) == measure(plant)
    assert sum(measure(p).planted for p in all_plants()[plant.code]) >= CARDS
