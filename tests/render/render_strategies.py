"""Records full of text that wants to be structure."""

from __future__ import annotations

import hypothesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cardkit.record.base import Fact, Prose
from cardkit.record.card import (
    CardRecord,
    Citation,
    IntendedUse,
    Limitations,
    OtherSection,
)
from cardkit.record.comparison import (
    Comparison,
    ComparisonGroup,
    ComparisonRow,
    ComparisonScore,
    ComparisonSource,
    Identity,
    MetricColumn,
)
from cardkit.record.description import (
    Description,
    HubMetadata,
    Sources,
    UsageSnippet,
    UsageStep,
)
from cardkit.record.details import ModelDetails
from cardkit.record.evaluation import Evaluation, EvaluationSetup
from cardkit.record.model_index import (
    IndexedDataset,
    IndexedMetric,
    IndexedModel,
    IndexedResult,
    IndexedSource,
    IndexedTask,
)
from cardkit.record.scalars import (
    Date,
    License,
    Link,
    Measure,
    Quantity,
    Score,
    SpokenLanguage,
)
from cardkit.record.training import DataMix, DataSource, OtherFact, Training
from cardkit.source.yaml_nodes import SourceFloat


def given(*, examples: int = 80, **values: st.SearchStrategy[object]):
    """Draw `values` without a deadline: the machine that runs the tests may be busy."""
    quiet = settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    return lambda test: quiet(hypothesis.given(**values)(test))


PIECES = (
    "|", "\n", "\n\n", "\n---\n", "`", "```", "~~~", "**", "*", "_", "__x__", "<script>", "</td>",
    "<!--", "-->", "<h2>Evaluation</h2>", "[x](y)", "[x](javascript:alert(1))", "![a](http://b)",
    "[r]: http://e", "\U0001f600", "✅", "汉字", "数据", "，", "：", "（备注）", " (remark)", "# ",
    "## Evaluation", "- ", "+ ", "1. ", "2) ", "2024", "7B", "{{7*7}}", "{% raw %}", "{# x #}",
    "&amp;", "&lt;", "&copy", "\u202e", "\u2066", "\u200b", "\\", "\\|", "\\`", "    code", "\t",
    "> ", "===", "---", "| a | b |\n|---|---|", ":", ": ", "~", "~~", "$x$", "license: mit",
    "**License:** MIT", "no", "?", "http://e.org/a_b_c", "\r\n", "\r", "\x85", "\u2028", "\xa0",
    "\u3000", "a", "B c", "end.", "#", "::", "</details>", "%", "@x{",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
words = st.sampled_from(
    ("plain words", "DCLM team", "模型 A", "x_y_z", "a*b*c", "5 < 6 & 7", "C++")
)
texts = st.one_of(words, hostile)


@st.composite
def proses(draw: st.DrawFn) -> Prose:
    shape = draw(st.sampled_from(("both", "en", "zh")))
    en = draw(texts) if shape != "zh" else None
    zh = draw(texts) if shape != "en" else None
    return Prose(en=en, zh=zh)


def fact(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(
        lambda value, status, note: Fact(value=value, status=status, note=note),
        values,
        st.sampled_from(("stated", "stated", "derived", "assumed")),
        st.none() | proses(),
    )


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


def quantities(*printed: str) -> st.SearchStrategy[Quantity]:
    return st.sampled_from(printed).map(Quantity.model_validate)


LARGE = quantities(
    "7B", "70 亿", "2.5T", "2.5 万亿", "6,889,672,704", "about 7 billion", "约 70 亿", "13B"
)
SMALL = quantities("2048", "2048 tokens", "2048 个 token", "8K", "32768")
dates = st.one_of(
    st.builds(Date, year=st.integers(1990, 2040)),
    st.builds(Date, year=st.integers(1990, 2040), month=st.integers(1, 12)),
    st.builds(Date, year=st.integers(1990, 2040), month=st.integers(1, 12), day=st.integers(1, 28)),
)
urls = st.one_of(
    st.sampled_from(
        (
            "https://example.org/a_b*c",
            "https://example.org/x(1)?a=1&amp;b=2#f",
            "https://example.org/|x|",
            "javascript:alert(1)",
            "HTTPS://EXAMPLE.ORG/",
            "mailto:a@b.org",
            "http://例子.org/路径",
        )
    ),
    hostile.map(lambda text: "https://example.org/" + text),
)
links = st.builds(Link, url=urls, title=maybe(proses()))
measures = st.sampled_from(("2e-3", "0.05", "0.0250", "1e-4", ".5", "3", "-1")).map(
    lambda printed: Measure(printed=printed)
)
scores = st.sampled_from(("0.5270", "63.7", "0", "1", "100.0", "-0.5", "2e-3", "0.10")).map(
    lambda printed: Score(printed=printed)
)
counts = st.integers(1, 9000)

details = st.builds(
    ModelDetails,
    version=maybe(fact(texts)),
    size=maybe(fact(LARGE)),
    parameters=maybe(fact(st.integers(100_000, 10**12))),
    training_tokens=maybe(fact(LARGE)),
    layers=maybe(fact(counts)),
    hidden_size=maybe(fact(counts)),
    attention_heads=maybe(fact(counts)),
    kv_heads=maybe(fact(counts)),
    context_length=maybe(fact(SMALL)),
    vocabulary_size=maybe(fact(SMALL)),
    dtype=maybe(fact(texts)),
)
description = st.builds(
    Description,
    developers=maybe(fact(proses())),
    funded_by=maybe(fact(proses())),
    model_type=maybe(fact(proses())),
    languages=st.lists(
        st.builds(
            SpokenLanguage,
            code=st.sampled_from(("en", "zh", "fr", "no", "xx")),
            remark=maybe(proses()),
        ),
        max_size=3,
    ).map(tuple),
    license=maybe(
        fact(
            st.one_of(
                st.builds(License, id=st.sampled_from(("mit", "apple-ascl", "nonsense"))),
                st.builds(License, name=proses(), link=maybe(urls)),
            )
        )
    ),
    base_model=st.lists(st.sampled_from(("a/b", "o/Llama-2-7b", "x y")), max_size=2).map(tuple),
    contact=maybe(fact(texts)),
    date=maybe(fact(dates)),
)
sources = st.builds(
    Sources,
    repository=maybe(fact(links)),
    paper=maybe(fact(links)),
    dataset=maybe(fact(links)),
    homepage=maybe(fact(links)),
)
others = st.lists(st.builds(OtherFact, label=proses(), value=proses()), max_size=2).map(tuple)
training = st.builds(
    Training,
    intro=maybe(proses()),
    architecture=maybe(fact(proses())),
    optimizer=maybe(fact(proses())),
    peak_learning_rate=maybe(fact(measures)),
    learning_rate=maybe(fact(measures)),
    weight_decay=maybe(fact(measures)),
    batch_size=maybe(fact(quantities("2048 sequences", "2048", "4M tokens", "2048 个序列"))),
    sequence_length=maybe(fact(SMALL)),
    total_tokens=maybe(fact(LARGE)),
    hardware=maybe(fact(proses())),
    data=maybe(
        st.builds(
            DataMix,
            parts=st.lists(
                st.builds(DataSource, name=texts, url=maybe(urls), tokens=maybe(fact(LARGE))),
                max_size=2,
            ).map(tuple),
            total_tokens=maybe(fact(LARGE)),
        )
    ),
    other=others,
    notes=maybe(proses()),
)
code = st.one_of(
    st.sampled_from(
        ("import torch\nfrom openmind import x\n", "pip install x", 'model.to("npu:0")', "")
    ),
    hostile,
)
snippets = st.builds(
    UsageSnippet,
    dialects=st.sampled_from(((), ("huggingface",), ("modelers",), ("wisemodel",))),
    libraries=st.sampled_from(((), ("torch",), ("open|mind",))),
    steps=st.lists(
        st.builds(
            UsageStep,
            text=maybe(proses()),
            language=st.sampled_from(("", "python", "bash", "C++", "a b", "`")),
            code=maybe(code),
        ),
        max_size=3,
    ).map(tuple),
)
tasks = st.sampled_from(("mmlu_zeroshot", "hellaswag", "piqa", "nope"))
evaluations = st.lists(
    st.one_of(
        st.builds(
            Evaluation,
            task=st.sampled_from(("mmlu_zeroshot", "hellaswag", "piqa", "nope")),
            score=scores,
        ),
        st.builds(
            Evaluation,
            label=proses(),
            score=scores,
            shots=maybe(st.integers(0, 25)),
            metric=maybe(st.sampled_from(("accuracy", "exact_match"))),
            unit=maybe(st.sampled_from(("percent", "fraction"))),
        ),
    ),
    max_size=4,
).map(tuple)


directions = st.sampled_from((None, "lower"))


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    count = draw(st.integers(1, 3))
    columns = tuple(
        MetricColumn(
            id=f"c{i}", label=draw(proses()), direction=draw(st.sampled_from((None, "lower")))
        )
        for i in range(count)
    )
    cells = st.none() | st.builds(
        ComparisonScore,
        score=scores,
        unit=st.sampled_from((None, None, "percent")),
        emphasised=st.booleans(),
    )
    rows = st.builds(
        ComparisonRow,
        label=texts,
        model=maybe(st.sampled_from(("a/b", "meta-llama/Llama-2-7b", "bad id)(", "a|b/c"))),
        params=maybe(LARGE),
        tokens=maybe(LARGE),
        identity=maybe(
            st.builds(Identity, model=texts, source=st.just("s1"), note=maybe(proses()))
        ),
        open_data=maybe(st.booleans()),
        scores=st.fixed_dictionaries({f"c{i}": cells for i in range(count)}),
    )
    groups = st.builds(
        ComparisonGroup,
        label=maybe(proses()),
        rows=st.lists(rows, min_size=1, max_size=3).map(tuple),
    )
    return Comparison(
        intro=draw(maybe(proses())),
        as_of=draw(maybe(dates)),
        columns=columns,
        groups=tuple(draw(st.lists(groups, min_size=1, max_size=2))),
        notes=tuple(draw(st.lists(proses(), max_size=2))),
        sources=draw(
            st.dictionaries(
                st.sampled_from(("s1", "s2")),
                st.builds(ComparisonSource, title=texts, url=maybe(urls), date=maybe(dates)),
                max_size=2,
            )
        ),
    )


scalars = st.one_of(
    texts,
    st.sampled_from(("no", "2e-3", "0x1F", "1:30", "null", "---", "2024-06-01", "~", "", "y")),
)
anything = st.recursive(
    st.one_of(scalars, st.integers(-5, 5), st.booleans(), st.just(SourceFloat("0.50"))),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=3,
)
extras = st.dictionaries(st.sampled_from(("other", "verifyToken", "veriefied", "x")), anything)
indexed_metrics = st.builds(
    IndexedMetric,
    type=maybe(scalars),
    value=maybe(anything),
    name=maybe(scalars),
    description=maybe(scalars),
    args=maybe(anything),
    verified=maybe(st.booleans()),
    verify_token=maybe(scalars),
    other=extras,
)
indexed_results = st.builds(
    IndexedResult,
    task=maybe(st.builds(IndexedTask, type=maybe(scalars), name=maybe(scalars), other=extras)),
    dataset=maybe(
        st.builds(IndexedDataset, type=maybe(scalars), revision=maybe(texts), args=maybe(anything))
    ),
    metrics=st.lists(indexed_metrics, max_size=2).map(tuple),
    source=maybe(st.builds(IndexedSource, url=maybe(scalars))),
    other=extras,
)
model_indexes = st.lists(
    st.builds(
        IndexedModel,
        name=maybe(texts),
        results=st.lists(indexed_results, max_size=2).map(tuple),
        other=extras,
    ),
    max_size=2,
).map(tuple)
some = st.lists(
    scalars | st.sampled_from(("text-generation", "pytorch", "TF", "cn", "ch", "zh")), max_size=2
).map(tuple)
metadata = st.builds(
    HubMetadata,
    license=maybe(scalars | st.sampled_from(("apple-ascl", "Apache License 2.0", "gpl-3.0"))),
    license_name=maybe(scalars),
    language=some,
    library_name=maybe(scalars),
    pipeline_tag=maybe(scalars),
    tags=some,
    tasks=some,
    frameworks=some,
    hardwares=some,
    datasets=some,
    test_datasets=some,
    evaluation_datasets=some,
    base_model=some,
    model_index=st.just(()) | model_indexes,
    other=st.dictionaries(
        st.sampled_from(("thumbnail", "x-key", "widget", "model_name", "domain")),
        anything,
        max_size=2,
    )
    | st.dictionaries(
        # keys of fields, in shapes that no field holds
        st.sampled_from(("datasets", "tasks", "license", "indexing", "model-index", "model_index")),
        st.dictionaries(words, anything, min_size=1, max_size=2),
        max_size=2,
    ),
)
cards = st.builds(
    CardRecord,
    name=maybe(texts),
    title=maybe(proses()),
    summary=maybe(proses()),
    metadata=maybe(metadata),
    details=maybe(details),
    description=maybe(description),
    sources=maybe(sources),
    usage=st.lists(snippets, max_size=2).map(tuple),
    intended_use=maybe(
        st.builds(IntendedUse, primary=maybe(proses()), out_of_scope=maybe(proses()))
    ),
    training=maybe(training),
    evaluation_setup=maybe(st.builds(EvaluationSetup, intro=maybe(proses()), note=maybe(proses()))),
    evaluations=evaluations,
    comparison=maybe(comparisons()),
    limitations=maybe(
        st.builds(
            Limitations,
            intro=maybe(proses()),
            items=st.lists(proses(), max_size=3).map(tuple),
            recommendations=maybe(proses()),
        )
    ),
    ethical_considerations=maybe(proses()),
    citation=maybe(
        st.builds(
            Citation,
            intro=maybe(proses()),
            bibtex=maybe(
                st.one_of(hostile, hostile.map(lambda t: "@article{a,\n title={" + t + "}\n}"))
            ),
            text=maybe(texts),
        )
    ),
    other_facts=others,
    other_sections=st.lists(
        st.builds(OtherSection, title=proses(), level=st.integers(1, 6), text=maybe(proses())),
        max_size=2,
    ).map(tuple),
)
