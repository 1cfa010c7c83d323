"""Why a hub gives nothing, in one line each: of a model as errors, of a file as problems."""

from __future__ import annotations

from collections.abc import Set

from cardkit.errors import ConfigError, ModelUnavailable
from cardkit.text import Text
from cardkit.verify.spec.hubs.refs import Ref
from cardkit.verify.spec.problem import Problem


def absent(ref: Ref, token: str | None) -> ModelUnavailable:
    """There is no such model, or none that this account may see; hubs do not say which.

    `token` is the name of the variable that the client takes a token from, where it takes one.
    """
    message = Text(
        en="there is no model `{ref}`, or it is private", zh="模型 `{ref}` 不存在，或为私有"
    )
    return ModelUnavailable(message.format(ref=ref), hint=_token(token))


def gated(ref: Ref, token: str) -> ModelUnavailable:
    """The model is there, and this account may not read it."""
    message = Text(
        en="`{ref}` is gated and this account has no access",
        zh="`{ref}` 需要申请访问权限，当前账号无权读取",
    )
    hint = Text(
        en="accept its terms on the hub, and set {token}",
        zh="请在平台上同意其使用条款，并设置 {token}",
    )
    return ModelUnavailable(message.format(ref=ref), hint=hint.format(token=token))


def private(ref: Ref) -> ModelUnavailable:
    """The model needs a token, and the client takes none from the environment."""
    message = Text(
        en="`{ref}` is not public, and only public models of that hub are read",
        zh="`{ref}` 不是公开模型；该平台仅支持读取公开模型",
    )
    return ModelUnavailable(message.format(ref=ref))


def no_revision(ref: Ref) -> ModelUnavailable:
    """The model has no such branch, tag or commit."""
    message = Text(
        en="`{name}` has no revision `{revision}`", zh="`{name}` 没有 revision `{revision}`"
    )
    return ModelUnavailable(message.format(name=ref.name, revision=ref.revision or "main"))


def status(ref: Ref, code: int, token: str | None) -> ModelUnavailable:
    """The hub answers with an error that says no more than its number."""
    if code in (401, 403):
        message = Text(
            en="the hub does not let this account read `{ref}` ({code})",
            zh="当前账号无权从平台读取 `{ref}`（{code}）",
        )
        return ModelUnavailable(message.format(ref=ref, code=code), hint=_token(token))
    if code == 404:
        return absent(ref, token)
    message = Text(en="the hub answers {code} for `{ref}`", zh="查询 `{ref}` 时平台返回 {code}")
    return ModelUnavailable(
        message.format(ref=ref, code=code), hint=Text(en="try again later", zh="请稍后再试")
    )


def unreachable(ref: Ref, kinds: Set[str], offline: str | None) -> ModelUnavailable:
    """No answer came at all. `kinds` are the names of the client's exception and its bases."""
    message = Text(
        en="the hub of `{ref}` is out of reach: {why}", zh="无法连接 `{ref}` 所在的平台：{why}"
    )
    hint = Text(en="set {offline} to use the local cache", zh="可设置 {offline}，改用本地缓存")
    return ModelUnavailable(
        message.format(ref=ref, why=_why(kinds)),
        hint=hint.format(offline=offline) if offline else None,
    )


def offline(ref: Ref, setting: str) -> ModelUnavailable:
    """Offline mode is on and the cache has nothing of the revision."""
    message = Text(
        en="offline mode ({setting}): `{ref}` is not in the local cache",
        zh="离线模式（{setting}）：本地缓存中没有 `{ref}`",
    )
    return ModelUnavailable(message.format(ref=ref, setting=setting))


def unusable(ref: Ref) -> ModelUnavailable:
    """What the hub answers is not what such a hub answers."""
    message = Text(
        en="the hub's answer about `{ref}` cannot be used", zh="平台关于 `{ref}` 的返回无法使用"
    )
    return ModelUnavailable(message.format(ref=ref))


def settings(ref: Ref, names: str) -> ConfigError:
    """A setting keeps the client from asking at all; its value may be secret and is not shown."""
    message = Text(
        en="`{ref}` cannot be asked for with the present settings ({names})",
        zh="现有设置（{names}）无法用于查询 `{ref}`",
    )
    return ConfigError(message.format(ref=ref, names=names))


def part_offline(name: str) -> Problem:
    """The cache has nothing of a file, and nothing may be asked for."""
    message = Text(
        en="`{name}` is not in the local cache, and offline mode is on",
        zh="本地缓存中没有 `{name}`，且处于离线模式",
    )
    return Problem("hub-offline", message.format(name=name), name)


def part_unreachable(name: str, kinds: Set[str]) -> Problem:
    """A connection for a part of a file did not come about."""
    message = Text(
        en="the hub is out of reach for `{name}`: {why}", zh="无法从平台读取 `{name}`：{why}"
    )
    return Problem("hub-unreachable", message.format(name=name, why=_why(kinds)), name)


def part_unusable(name: str) -> Problem:
    """The client or the server went astray over a part of a file."""
    message = Text(
        en="the hub's answer about `{name}` cannot be used", zh="平台关于 `{name}` 的返回无法使用"
    )
    return Problem("hub-answer-unusable", message.format(name=name), name)


def broken_off(name: str) -> Problem:
    """The connection ended within the body."""
    message = Text(
        en="the connection broke off while `{name}` was read", zh="读取 `{name}` 时连接中断"
    )
    return Problem("body-truncated", message.format(name=name), name)


def _token(name: str | None) -> Text | None:
    if name is None:
        return None
    return Text(
        en="check the name; for a private model set {token}",
        zh="请检查名称；私有模型需设置 {token}",
    ).format(token=name)


def _why(kinds: Set[str]) -> Text:
    if kinds & {"ProxyError"}:
        return Text(en="the proxy refuses", zh="代理拒绝连接")
    if kinds & {"TimeoutException", "Timeout", "RequestTimeoutError"}:
        return Text(en="no answer in time", zh="超时无响应")
    if kinds & {"ConnectError", "ConnectionError", "NetworkError", "RuntimeError"}:
        return Text(en="no connection", zh="连接失败")
    return Text(en="the connection broke off", zh="连接中断")
