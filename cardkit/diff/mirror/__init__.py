"""A copy of a card on another hub against its upstream: what it lost, changed, or may change.

`mirror.mirror` answers with `Drift`s, whose `change` is the shape of every difference of two cards.
"""
