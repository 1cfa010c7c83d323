"""Tables across cards and models. `table.build` is the door; the package itself may be called.

`cardkit.compare` names this package and, on the public face, a function. Importing a submodule
makes Python set the package as that attribute, over the function; so the package answers as the
function does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardkit.compare.sources import SourceLike
    from cardkit.compare.view import ComparisonView


class _Room(ModuleType):
    """This package, callable as `cardkit.compare(...)`."""

    def __call__(
        self,
        *sources: SourceLike,
        columns: Sequence[str] | None = None,
        sort: str | None = None,
        where: Sequence[str] = (),
        group: bool = True,
    ) -> ComparisonView:
        """Compare models, as `cardkit.compare.table.build` does."""
        from cardkit.compare.table import build

        return build(sources, columns=columns, sort=sort, where=where, group=group)


sys.modules[__name__].__class__ = _Room
