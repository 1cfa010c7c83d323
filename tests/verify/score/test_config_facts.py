"""What configs say, in the ways in which transformers 4 and 5 write it."""

from types import SimpleNamespace

import pytest

from cardkit.verify.score.config_facts import layer_types, longest_of, switch_of, window_of

WINDOWS = {
    "none": ({}, None),
    "mistral": ({"sliding_window": 4096}, 4096),
    "mistral 0.2": ({"sliding_window": None}, None),
    "qwen2, switched off": ({"sliding_window": 4096, "use_sliding_window": False}, None),
    "qwen2, switched on": ({"sliding_window": 4096, "use_sliding_window": True}, 4096),
    "gemma3": (
        {"sliding_window": 512, "layer_types": ["sliding_attention", "full_attention"]},
        512,
    ),
    "full layers alone": ({"sliding_window": 512, "layer_types": ["full_attention"] * 2}, None),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_windows(name):
    says, size = WINDOWS[name]
    assert window_of(SimpleNamespace(**says)) == size


def test_kinds_of_layers():
    assert layer_types(SimpleNamespace()) == frozenset()
    mixed = SimpleNamespace(layer_types=["linear_attention", "full_attention"] * 2)
    assert layer_types(mixed) == {"linear_attention", "full_attention"}


def test_lengths():
    assert longest_of(SimpleNamespace(max_position_embeddings=2048)) == 2048
    assert longest_of(SimpleNamespace(n_positions=1024)) == 1024
    assert longest_of(SimpleNamespace(max_position_embeddings=0)) is None


SWITCHES = {
    "none": ({}, None),
    "llama3": ({"rope_scaling": {"rope_type": "llama3", "factor": 8.0}}, None),
    "longrope, 4": (
        {"rope_scaling": {"type": "longrope"}, "original_max_position_embeddings": 4096},
        4096,
    ),
    "longrope, 5": (
        {"rope_parameters": {"rope_type": "longrope", "original_max_position_embeddings": 4096}},
        4096,
    ),
    "dynamic": ({"rope_scaling": {"type": "dynamic"}, "max_position_embeddings": 2048}, 2048),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_lengths_beyond_which_frequencies_change(name):
    says, size = SWITCHES[name]
    assert switch_of(SimpleNamespace(**says)) == size
