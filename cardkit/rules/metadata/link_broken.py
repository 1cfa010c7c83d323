"""MET106 link-broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.addresses import problem
from cardkit.rules.finding import Found, Severity
from cardkit.rules.registry import rule
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

ZH = """
## 作用

检查链接本身能否成立，不访问网络：目标为空、`http:/x`、`https//x`、`htp://x` 之类的写法、
缺少主机名、重复的协议头、地址中有空格、`javascript:` 链接，
以及 Hub 卡片中跳出仓库的相对路径。

## 为何有害

这些链接点开必然出错；`javascript:` 链接会在读者的浏览器里执行代码。

## 示例

```markdown
[论文](https//arxiv.org/abs/2406.11794)
```

## 应改为

```markdown
[论文](https://arxiv.org/abs/2406.11794)
```

## 参考

- RFC 3986，<https://www.rfc-editor.org/rfc/rfc3986>
"""


@rule(
    "MET106 link-broken",
    severity=Severity.ERROR,
    summary=Text(en="A link that cannot work", zh="无法打开的链接"),
    messages={
        "empty": Text(en="the link “{text}” leads nowhere", zh="链接“{text}”没有目标地址"),
        "bare": Text(en="the link `{text}` leads nowhere", zh="链接 `{text}` 没有目标地址"),
        "scheme": Text(en="`{url}` is no web address", zh="`{url}` 不是有效的网址"),
        "host": Text(en="`{url}` names no host", zh="`{url}` 没有主机名"),
        "space": Text(en="the address `{url}` holds a space", zh="地址 `{url}` 中有空格"),
        "active": Text(
            en="`{url}` runs code in the reader's browser", zh="`{url}` 会在读者的浏览器中执行代码"
        ),
        "outside": Text(en="`{url}` leads out of the repository", zh="`{url}` 指向仓库之外"),
    },
    advice={
        "empty": Text(en="give the address or drop the link", zh="请补充地址或去掉链接"),
        "bare": Text(en="give the address or drop the link", zh="请补充地址或去掉链接"),
        "scheme": Text(en="an address begins with `https://`", zh="网址应以 `https://` 开头"),
        "space": Text(en="write %20 for a space", zh="空格请写成 %20"),
        "active": Text(en="drop the link", zh="请去掉该链接"),
        "outside": Text(en="write the full address", zh="请写完整网址"),
    },
    zh=ZH,
)
def check(reading: Reading) -> Iterator[Found]:
    """
    ## What it does

    Checks links by their form, without the network: no target, `http:/x`, `https//x`, `htp://x`,
    no host, the scheme twice, a space in the address, `javascript:`, and, in a card with hub
    metadata, relative paths that lead out of the repository.

    ## Why is this bad?

    None of these can open, and a `javascript:` link runs code in the reader's browser.

    ## Example

    ```markdown
    [paper](https//arxiv.org/abs/2406.11794)
    ```

    ## Use instead

    ```markdown
    [paper](https://arxiv.org/abs/2406.11794)
    ```

    ## References

    - RFC 3986, <https://www.rfc-editor.org/rfc/rfc3986>
    """
    on_hub = reading.kind == "markdown" and reading.metadata is not None
    for i, link in enumerate(reading.links):
        variant: str = problem(link.url, on_hub=on_hub)
        if variant == "empty" and link.image:
            continue
        if variant:
            text = link.text.strip()
            if variant == "empty" and not text:  # an image, or nothing at all, is linked
                variant, text = "bare", reading.document.source.slice(link.span)
            span = link.url_span if link.url_span.end > link.url_span.start else link.span
            yield Found(
                at=("links", i),
                span=span,
                args={"url": link.url[:120], "text": text[:60]},
                variant=variant,
                severity=Severity.NOTE if variant == "space" else None,  # browsers mend it
            )
