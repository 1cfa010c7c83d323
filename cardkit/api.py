"""The public face: `load`, `loads`, `Card`, `compare`. Everything else is reached through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.bind.read import open_document, read
from cardkit.bind.reading import Reading
from cardkit.errors import UsageError
from cardkit.output import check_output, write_atomically
from cardkit.record.card import CardRecord
from cardkit.rules import day
from cardkit.rules.engine import validate
from cardkit.rules.report import Report
from cardkit.source.document import DEFAULT_MAX_FRONT_MATTER, Document
from cardkit.source.source import DEFAULT_MAX_BYTES, Source, read_source
from cardkit.text import Language, Text

if TYPE_CHECKING:
    from cardkit.diff.outcome import Diff
    from cardkit.evidence.check import EvidenceReport
    from cardkit.tables.sources import SourceLike
    from cardkit.tables.view import ComparisonView
    from cardkit.verify.report import VerifyReport


@dataclass(frozen=True)
class Card:
    """A card as it was read. Frozen: an edit or a fix gives a new one."""

    source: Source
    max_front_matter: int = DEFAULT_MAX_FRONT_MATTER

    @cached_property
    def document(self) -> Document:
        """The text with its trees of spans; a `YamlDocument` where it is a record."""
        return open_document(self.source, max_front_matter=self.max_front_matter)

    @cached_property
    def reading(self) -> Reading:
        """The record with a span for each fact, and what was not understood."""
        return read(self.document)

    @property
    def record(self) -> CardRecord:
        """The typed record; parts the card does not state are None or empty."""
        return self.reading.record

    def dumps(self) -> str:
        """Return the text, exactly as it was read."""
        return self.source.text

    def validate(self, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Report:
        """Check the card against the rules named by code, family or name; all of them by default.

        Raises ConfigError when a selector names no rule.
        """
        return validate(self.reading, select=select, ignore=ignore)

    def diff(
        self,
        other: Card,
        *,
        mirror: bool = False,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> Diff:
        """Compare this card with `other`, the newer one: all that differs, with both places.

        Two cards in one language are two versions, and `changes` are facts that changed; of a
        Chinese and an English card they are disagreements, found by the rules of `select` and
        `ignore`; with `mirror`, what `other` as a copy of this card lost.
        """
        from cardkit.diff.versions.compare import compare_versions
        from cardkit.rules.between import are_two_languages, disagreements

        if mirror:
            return _drift(self.reading, other.reading)
        if are_two_languages(self.reading, other.reading):
            return disagreements(self.reading, other.reading, select=select, ignore=ignore)
        return compare_versions(self.reading, other.reading)

    def render(
        self,
        language: Language,
        *,
        dialect: str = "huggingface",
        evidence: str | Path | None = None,
        model: str | Path | None = None,
        trusted_keys: Sequence[str | Path] = (),
        max_age: int | None = 180,
        today: date | None = None,
    ) -> str:
        """Return the card as Markdown in `language`, in the dialect of one hub.

        With `evidence`, a verification.json or verification.dsse.json, each claim is marked with
        how it stands now, as by `cardkit render --evidence` (docs/build.md): a stale or
        contradicted claim is written, and marked so. `model` is as for `verify`, by default what
        lies beside the evidence; no weight is loaded. With `trusted_keys`, files of public keys,
        one of them must have signed it. Scores count for `max_age` days (None: for ever), as of
        `today`, by default `CARDKIT_TODAY` or this day in UTC.

        Raises UsageError for an unknown dialect, evidence that does not exist, and what is about
        evidence where none is named; EvidenceRefused for evidence of which nothing counts;
        UnreadableFile, MissingExtra, ConfigError, and ModelUnavailable where a hub does not give
        the model.
        """
        from cardkit.render import render

        if evidence is None:
            if model is not None or trusted_keys or today is not None:
                raise UsageError(_NO_EVIDENCE)
            return render(self.record, language, dialect=dialect)
        held = _held(self.reading, Path(evidence), model, trusted_keys, max_age, today)
        return render(self.record, language, dialect=dialect, verification=held)

    def verify(  # noqa: PLR0913 - each argument is a choice of who asks
        self,
        model: str | Path,
        *,
        revision: str | None = None,
        load: bool = False,
        device: str = "auto",
        dtype: str = "auto",
        loader: str = "auto",
        timeout: float = 600.0,
        band: Decimal | str = "0.1",
        data: str | Path | None = None,
        scores: bool = False,
        tasks: Sequence[str] = (),
        budget: str | int | None = None,
        alpha: float = 0.05,
        tolerance: Decimal | float | str = 1,
        margin: Decimal | float | str = 5,
        full: bool = False,
        every_rule: bool = False,
        resume: bool = False,
        journal: str | Path | None = None,
        salt: str | None = None,
        tier: str = "auto",
        logs: str | Path | None = None,
        evidence: str | Path | None = None,
    ) -> VerifyReport:
        """Hold what the card claims against the model itself.

        `model` is a folder, a file or a repository (`hf:owner/name`, `modelscope:owner/name`,
        `modelers:owner/name`; a bare `owner/name` means hf), at the commit that `revision` stands
        for. Its files are read; no weight is, nor fetched, without `load`: then the model is loaded
        on `device` (`npu:0`, `cuda`, `cpu`) as `dtype`, in a process of its own, each step within
        `timeout` seconds. `band` is the share that a count may lie off a nominal size (7B).

        With `data`, the folder of the items, or `scores`, where a file of tasks says where they
        lie, the model is loaded and the claimed scores (those of `tasks` alone where given) are
        measured again: the options of `cardkit verify`, whose names and units these have
        (docs/scores.md). `report.measured` holds them. A KeyboardInterrupt while they are measured
        ends that, and the report holds what is known by then.

        With `evidence` a statement of the verdicts, bound to the digests of the model's files, is
        written to that file (docs/evidence.md).

        Raises UsageError for what cannot be asked, MissingExtra, UnreadableFile, NotACard, and
        ModelUnavailable where the hub does not give the model; what is wrong with the model is in
        the report.
        """
        from cardkit.verify.card import in_silence, verify_card

        if evidence is not None:
            check_output(Path(evidence))
        asked = None
        if data is not None or scores:
            from cardkit.verify.measure.settings import score_settings

            asked = score_settings(
                data=data,
                tasks=(tasks,) if isinstance(tasks, str) else tasks,
                budget=budget,
                alpha=alpha,
                tolerance=tolerance,
                margin=margin,
                full=full,
                every_rule=every_rule,
                resume=resume,
                journal=journal,
                salt=salt,
                tier=tier,
                logs=logs,
            )
        settings = None
        if load or asked is not None:
            from cardkit.verify.load.observe import LoadSettings

            settings = LoadSettings(device, dtype, loader, timeout)
        report = verify_card(
            self.reading,
            model,
            revision=revision,
            band=band,
            load=settings,
            scores=asked,
            evidence=None if evidence is None else in_silence,
        )
        if evidence is not None:
            from cardkit.verify.statement import statement_text

            write_atomically(Path(evidence), statement_text(report))
        return report


def _held(
    reading: Reading,
    file: Path,
    model: str | Path | None,
    keys: Sequence[str | Path],
    max_age: int | None,
    today: date | None,
) -> EvidenceReport:
    """Return how the claims of a card stand by the evidence in a file."""
    from cardkit.evidence.files import digest_files
    from cardkit.evidence.keys import trusted_keys
    from cardkit.evidence.named import named_evidence
    from cardkit.verify.spec.hubs import open_model

    return named_evidence(
        reading,
        file,
        lambda ref: digest_files(open_model(ref)),
        model=model if model is None or isinstance(model, str) else str(model.absolute()),
        trusted=trusted_keys([str(key) for key in keys]),
        max_age=max_age,
        today=today or day.today(),
    )


def _drift(upstream: Reading, copy: Reading) -> Diff:
    """Return what a copy lost."""
    from cardkit.diff.mirror.mirror import mirror
    from cardkit.diff.notes import notes_on
    from cardkit.diff.outcome import Diff, Side, ordered

    changes = [drift.change for drift in mirror(upstream, copy)]
    notes = (*notes_on(upstream), *notes_on(copy))
    return Diff("mirror", Side.of(upstream), Side.of(copy), ordered(changes), notes)


def load(
    path: Path | str,
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    max_front_matter: int = DEFAULT_MAX_FRONT_MATTER,
) -> Card:
    """Read a Markdown card, a `*.card.yaml` record or a comparison file.

    YAML of more than `max_front_matter` bytes, a card's front matter or a whole record, stays text.
    Raises UnreadableFile when there is no such file or it is larger than `max_bytes`; never on
    content, which `validate` reports.
    """
    return Card(read_source(path, max_bytes=max_bytes), max_front_matter)


def loads(
    text: str, *, name: str = "README.md", max_front_matter: int = DEFAULT_MAX_FRONT_MATTER
) -> Card:
    """Read a card from text; `name` tells a record (`*.card.yaml`) from Markdown, as `load`."""
    return Card(Source(text, name), max_front_matter)


def compare(
    *sources: SourceLike,
    columns: Sequence[str] | None = None,
    sort: str | None = None,
    where: Sequence[str] = (),
    group: bool = True,
    mixed: bool = False,
    level: Decimal | str = "0.95",
    explain: str | None = None,
) -> ComparisonView:
    """Put shipped tables (`"7b"`), files, records, cards and result files side by side.

    `columns` names what to show besides the model, any task id among it; `sort` a column (`-core`:
    descending); `where` holds conditions such as `"params<=7B"`; without `group` all rows stand in
    one group. `mixed` puts numbers of one task that do not compare into one column, marked. Numbers
    that cannot be told apart from the best at `level` are marked; `explain` names a model, a column
    or `"MODEL:COLUMN"` whose numbers the view then explains.

    Raises UsageError, UnreadableFile or NotACard with what to do about it.
    """
    from cardkit.tables.table import build

    return build(
        sources,
        columns=columns,
        sort=sort,
        where=where,
        group=group,
        mixed=mixed,
        level=Decimal(level),
        explain=explain,
    )


_NO_EVIDENCE = Text(
    en="model, trusted_keys and today are about evidence: give evidence too",
    zh="model、trusted_keys 与 today 针对证据：请同时给出 evidence",
)
