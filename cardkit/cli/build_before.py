"""What `cardkit build` must know before it measures: hours of measuring are not to be lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.cli import console
from cardkit.errors import NotACard, UnsafeOutput
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.building.evidence import Rules
    from cardkit.building.road import Order
    from cardkit.building.signing import Signer
    from cardkit.cli.build_options import Wanted
    from cardkit.render.files import CardSource


def read(card: str) -> tuple[CardSource, NotACard | None]:
    """Read a card; of a record that is none, what could be read of it, and why it is none.

    What is wrong with it is a finding of step 1, as for `cardkit validate`. Raises as `read_card`.
    """
    from cardkit.render.files import CardSource, read_card

    try:
        return read_card(card), None
    except NotACard as error:
        from cardkit.bind.read import is_yaml_record, open_document
        from cardkit.bind.read import read as bound
        from cardkit.source.source import read_source

        path = Path(card)
        text = read_source(path) if path.is_file() else None
        if text is None or not is_yaml_record(text):
            raise
        return CardSource(bound(open_document(text)).record, path, text), error


def check_order(wanted: Wanted, source: CardSource, order: Order) -> None:
    """Render the cards without marks, for what that raises: of dialect, templates, comparison.

    Raises UnsafeOutput as well where they would replace what people wrote.
    """
    from cardkit.render.files import render_all
    from cardkit.render.own_work import require_own_work

    rendered = render_all(source, order.languages, order.dialect, order.template_dir)
    if not (wanted.check_only or wanted.force):
        require_own_work(rendered, wanted.folder, source, order.dialect, order.template_dir)


def signs(wanted: Wanted, rules: Rules) -> Signer | None:
    """Return what signs the evidence that is to be measured; None where none is, or unsigned.

    Raises UsageError where the evidence would be refused for its signature.
    """
    if wanted.measures_not:
        return None
    from cardkit.building.signing import require_trust, signer

    found = signer(wanted.key)
    require_trust(found, rules)
    if found is not None and found.variable:
        console.hint(_BY_VARIABLE.format(key=found.own.id[:16]).get(console.language()))
    return found


def check_places(wanted: Wanted, source: CardSource, signs: Signer | None) -> None:
    """Look at all places that will be written to. Raises UnsafeOutput, UsageError."""
    if wanted.check_only:
        return
    from cardkit.evidence.statement import NAME, SIGNED_NAME
    from cardkit.output import check_writable
    from cardkit.render.files import FILE_NAMES, places

    places([*FILE_NAMES.values(), NAME, SIGNED_NAME], wanted.folder, source, make=False)
    if not wanted.measures_not and signs is None:
        refuse_old_signature(wanted.folder)
    check_writable(wanted.folder)


def refuse_old_signature(folder: Path) -> None:
    """Raise UnsafeOutput where the evidence to write has no signature, and one lies there."""
    from cardkit.evidence.statement import SIGNED_NAME

    if os.path.lexists(folder / SIGNED_NAME):
        raise UnsafeOutput(_OLD_SIGNED.format(path=folder / SIGNED_NAME), hint=_SIGN)


_BY_VARIABLE = Text(
    en="the evidence will be signed by the key {key} of CARDKIT_SIGNING_KEY",
    zh="将用 CARDKIT_SIGNING_KEY 中的私钥签署证据，其公钥为 {key}",
)
_OLD_SIGNED = Text(
    en="`{path}` is signed evidence of an earlier build, which people would take for this one's",
    zh="`{path}` 是先前生成的已签名证据，会被误认为本次的证据",
)
_SIGN = Text(
    en="sign this one too (--key), or remove that file first",
    zh="请同样签名（--key），或先删除该文件",
)
