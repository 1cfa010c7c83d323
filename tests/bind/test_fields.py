"""Single facts: labels, values and the refusal of what is not plainly one."""

from __future__ import annotations

import pytest

from tests.bind.helpers import key, left, read, source


def card(line: str, heading: str = "Model Details") -> str:
    return f"# Oak\n\n## {heading}\n\n{line}\n"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("- **Layers:** 24", "layers", 24),
        ("- Layers: 24", "layers", 24),
        ("- **层数**：24", "layers", 24),
        ("- __Number of layers__: 24 layers", "layers", 24),
        ("- **Layers: 24**", "layers", 24),
        ("- Hidden size: 4,096", "hidden_size", 4096),
        ("- KV Heads: 8 (GQA)", "kv_heads", 8),
        ("- Number of parameters: 6,889,672,704", "parameters", 6889672704),
        ("- Precision: bfloat16", "dtype", "bfloat16"),
        ("- Version: v1.10", "version", "v1.10"),
    ],
)
def test_details(line, field, value):
    fact = getattr(read(card(line)).record.details, field)
    assert fact.value == value


@pytest.mark.parametrize(
    ("line", "amount"),
    [("- Size: 7B", 7e9), ("- 参数量：70 亿", 7e9), ("- Parameters: 1.5 billion", 1.5e9)],
)
def test_nominal_size(line, amount):
    size = read(card(line)).record.details.size.value
    assert float(size.amount) == amount
    assert size.printed == line.split(":")[-1].split("：")[-1].strip()


@pytest.mark.parametrize(
    "line",
    [
        "- **Layers:** many",
        "- **Layers:** 12 or 24",
        "- **Layers:** -3",
        "- **Size:** 14 GB",
        "- **Size:** 768",
        "- **Training Tokens:** a lot",
        "- **Precision:** 93.16%",
        "- **Date:** 2024-13",
        "- **License:** [More Information Needed]",
        "- **License:** see the LICENSE file",
        "- **Language(s):** English, Elvish of the third age",
        "- **Repository:** [a](https://a.example) and [b](https://b.example)",
        "- **Paper:** coming soon",
        "- **Developed by:** -",
        "- **Base model:** whatever was at hand on that day",
    ],
)
def test_a_value_that_is_not_plainly_one_is_listed(line):
    reading = read(card(line + "\n- **Attention heads:** 8"))
    assert ("field", line) in left(reading)
    dumped = reading.record.model_dump(exclude_none=True, exclude_defaults=True)
    assert set(dumped) == {"title", "details"}
    assert list(dumped["details"]) == ["attention_heads"]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("- **Language(s) (NLP):** en", ["en"]),
        ("- **Languages:** English, German, and French", ["en", "de", "fr"]),
        ("- **Language(s):** Primarily English", ["en"]),
        ("- **支持语言**：中文和英文", ["zh", "en"]),
        ("- **Language(s):** Chinese/English", ["zh", "en"]),
    ],
)
def test_languages(line, codes):
    assert [e.code for e in read(card(line)).record.description.languages] == codes


def test_licence_keeps_name_and_link():
    reading = read(card("- **License:** [Apache License 2.0](LICENSE)\n- **Layers:** 2"))
    licence = reading.record.description.license.value
    assert (licence.id, licence.name.en, licence.link) == (
        "apache-2.0",
        "Apache License 2.0",
        "LICENSE",
    )
    assert read(card("- **License:** apache-2.0")).record.description.license.value.name is None


def test_learning_rate_is_peak_only_where_the_card_says_so():
    plain = read(card("- **Learning Rate:** 3e-4", "Training Details")).record.training
    assert (plain.learning_rate.value.printed, plain.peak_learning_rate) == ("3e-4", None)
    label = read(card("- **Peak learning rate:** 3e-4", "Training Details")).record.training
    assert label.peak_learning_rate.value.printed == "3e-4"
    note = read(card("- **Learning Rate:** 3e-4 (cosine)", "Training Details")).record.training
    assert note.learning_rate.note.en == "cosine"
    zh = read(
        card("- **学习率**：3e-4（峰值）\n- **优化器**：AdamW 优化器", "训练详情")
    ).record.training
    assert zh.peak_learning_rate.value.printed == "3e-4"
    assert zh.peak_learning_rate.note is None


def test_the_first_statement_counts_and_the_second_is_listed():
    reading = read(card("- **Layers:** 24\n- **Layers:** 32"))
    assert reading.record.details.layers.value == 24
    assert left(reading) == [("field", "- **Layers:** 32")]


def test_context_decides_where_a_label_belongs():
    reading = read("# Oak\n\n## Training Details\n\n- Training tokens: 2T\n- Optimizer: AdamW\n")
    assert reading.record.details is None
    assert reading.record.training.total_tokens.value.printed == "2T"


def test_base_model_ids_from_links_and_names():
    reading = read(
        card("- **Finetuned from model:** [Elm](https://huggingface.co/wood/elm-7b), wood/ash-1b")
    )
    assert reading.record.description.base_model == ("Elm", "wood/ash-1b")
    link = read(card("- **Base model:** [Elm](https://huggingface.co/wood/elm-7b)"))
    assert link.record.description.base_model == ("wood/elm-7b",)


def test_a_paragraph_of_bold_labels_is_a_list():
    reading = read(card("**Developed by:** Grove  \n**License:** MIT"))
    assert reading.record.description.developers.value.en == "Grove"
    assert reading.record.description.license.value.id == "mit"
    assert source(reading, "description", "developers") == "Grove"


def test_a_paragraph_with_a_colon_is_no_list():
    reading = read(card("License: this model is free. Use it: well."))
    assert reading.record.description is None


def test_nested_lines_are_read():
    reading = read(
        card("- **Sources:**\n  - Repository: https://a.example\n  - Demo: https://b.example")
    )
    assert reading.record.sources.repository.value.url == "https://a.example"
    assert reading.record.sources.demo.value.url == "https://b.example"


def test_two_column_table_of_fields():
    reading = read(
        card("| Hyperparameter | Value |\n|---|---|\n| Layers | 24 |\n| d_model | 512 |")
    )
    assert (reading.record.details.layers.value, reading.record.details.hidden_size.value) == (
        24,
        512,
    )
    assert key(reading, "details", "layers") == "Layers"


def test_two_column_table_whose_header_is_a_fact():
    reading = read(card("| Layers | 24 |\n|---|---|\n| Hidden size | 512 |\n| Colour | green |"))
    assert (reading.record.details.layers.value, reading.record.details.hidden_size.value) == (
        24,
        512,
    )
    assert reading.record.other_facts[0].label.en == "Colour"


def test_a_spec_table_of_several_models_binds_nothing():
    table = "| Model | Layers | Hidden size |\n|---|---|---|\n| A | 1 | 2 |\n| B | 3 | 4 |"
    reading = read(card(table))
    assert reading.record.details is None
    assert reading.record.other_sections[0].text.en == table


def test_a_time_is_no_label():
    reading = read(card("- Started at 11:42 today\n- Layers: 3\n- Heads: 4"))
    assert reading.record.other_facts == ()
    assert left(reading) == [("field", "- Started at 11:42 today")]


def test_colon_inside_a_link_target_is_no_separator():
    reading = read(card("- [Layers](https://a.example/x:y): 24\n- Heads: 4"))
    assert reading.record.details.layers.value == 24
    assert source(reading, "details", "layers") == "24"


def test_data_mix_table():
    table = "| Dataset | Tokens |\n|---|---|\n| [Web](https://w.example) | 3.8T |\n| Code | 200B |"
    data = read(card(table, "Training Data")).record.training.data
    assert [(p.name, p.url, p.tokens.value.printed) for p in data.parts] == [
        ("Web", "https://w.example", "3.8T"),
        ("Code", None, "200B"),
    ]


@pytest.mark.parametrize(
    "line",
    ["**Weight Decay:** ~0.05", "**Learning Rate:** about 2e-3", "**权重衰减**：约 0.05"],
)
def test_an_approximate_setting_is_no_exact_one(line):
    reading = read(
        f"# Oak-7B\n\n## Training Details\n\n- **Optimizer:** AdamW\n- **Layers:** 4\n- {line}\n"
    )
    assert reading.record.training.weight_decay is None
    assert reading.record.training.learning_rate is None
    assert left(reading) == [("field", f"- {line}")]
