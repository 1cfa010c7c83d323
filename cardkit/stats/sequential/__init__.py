"""Testing a claimed score on a growing random sample of its items, with the error under control.

`design` turns a claim into what is tested, `order` says which item comes next, `trial` takes the
answers and decides, `item_trial` does so against the claim's own answers, `family` judges all
claims of a card. What a decision promises is said in `trial`, why it holds in `evidence`.
"""
