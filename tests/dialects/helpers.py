"""Cards of our own invention for the hubs' dialects."""

from __future__ import annotations

from cardkit.bind import bind
from cardkit.bind.reading import Reading
from cardkit.record.description import HubMetadata
from cardkit.render import render
from cardkit.source.document import loads

MODEL_INDEX = """\
model-index:
  - name: Oak-7B
    results:
      - task:
          type: text-generation
          name: Text Generation
          args: odd
        dataset:
          type: forest/bench
          name: Forest (25-Shot)
          config: main
          split: test
          revision: abc123
          args:
            num_few_shot: 25
            nested: [{a: 1}, null]
        metrics:
          - type: acc_norm
            value: 0.50
            name: normalized accuracy
            verified: true
            verifyToken: eyJhbGciOi.JIUzI1NiJ9
            veriefied: false
          - type: acc
            value: null
          - type: spread
            value: 1.00 +/- 0.03
          - type: list
            value: [0.10, 0.20]
          - type: odd
            value: 007
        source:
          name: Forest board
          url: https://example.org/board
      - task:
          type: text-generation
        dataset:
          type: forest/bench
          name: Forest (0-Shot)
          config: main
          split: test
          revision: abc123
          args:
            num_few_shot: 0
        metrics:
          - type: acc_norm
            value: 0.40
      - metrics: null
  - name: Elm-7B
    results:
      - task: {type: text-generation}
        metrics:
          - type: acc_norm
            value: 0.50
    note: another model
  - name: Ash
    results: []
"""

INDEXING = """\
indexing:
  results:
    - task:
        name: text-generation
      dataset:
        name: 林业评测
        type: forest/bench
        args: {lang: zh, shots: 5}
      metrics:
        - type: accuracy
          value: 0.6370
          description: 五样本准确率
          args: {average: macro}
        - type: f1
          value: 71
"""


def card(front: str, body: str = "# Model Card for Oak-7B\n\nA tree of a model.\n") -> str:
    return f"---\n{front}---\n\n{body}"


def read(front: str, body: str = "# Model Card for Oak-7B\n\nA tree of a model.\n") -> Reading:
    return bind(loads(card(front, body)))


def metadata(front: str) -> HubMetadata:
    found = read(front).record.metadata
    assert found is not None
    return found


def front_of(front: str, dialect: str, language: str = "en") -> str:
    """Return the front matter of a card written in another dialect."""
    text = render(read(front).record, language, dialect=dialect)
    return text.split("---\n")[1] if text.startswith("---\n") else ""
