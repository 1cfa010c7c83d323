"""The words that items are made of: ordinary ones, each list for its own task."""

from __future__ import annotations

PEOPLE = (
    ("teacher", "teachers"), ("doctor", "doctors"), ("farmer", "farmers"), ("singer", "singers"),
    ("driver", "drivers"), ("artist", "artists"), ("student", "students"), ("pilot", "pilots"),
    ("sailor", "sailors"), ("lawyer", "lawyers"), ("soldier", "soldiers"), ("guest", "guests"),
    ("neighbor", "neighbors"), ("child", "children"), ("woman", "women"), ("man", "men"),
)  # fmt: skip
"""Singular and plural."""
THINGS = (
    ("key", "keys"), ("letter", "letters"), ("window", "windows"), ("picture", "pictures"),
    ("table", "tables"), ("bottle", "bottles"), ("basket", "baskets"), ("garden", "gardens"),
    ("bridge", "bridges"), ("house", "houses"), ("road", "roads"), ("machine", "machines"),
    ("shelf", "shelves"), ("box", "boxes"), ("knife", "knives"), ("story", "stories"),
)  # fmt: skip
"""Singular and plural."""

SHE = (
    "My sister", "The queen", "Her mother", "His aunt", "Our grandmother", "Their daughter",
    "The actress", "The girl", "The princess", "His wife",
)  # fmt: skip
HE = (
    "My brother", "The king", "Her father", "His uncle", "Our grandfather", "Their son",
    "The waiter", "The boy", "The prince", "Her husband",
)  # fmt: skip
IT = (
    "The old bridge", "The red car", "My bicycle", "The garden", "The house", "The blue lamp",
    "The wooden table", "The small boat", "Our kitchen", "The clock",
)  # fmt: skip
THEY = (
    "My sisters", "The kings", "Her parents", "His uncles", "The twins", "Their sons",
    "The waiters", "The boys", "The three friends", "The two dogs",
)  # fmt: skip

COMMON = (
    "apple", "river", "stone", "window", "garden", "pencil", "mountain", "bread", "silver",
    "candle", "forest", "winter", "button", "ladder", "mirror", "island", "pepper", "rocket",
    "sugar", "tiger", "violin", "wallet", "yellow", "zebra", "anchor", "basket", "camera",
    "dragon", "engine", "feather", "guitar", "hammer", "insect", "jacket", "kitten", "lemon",
    "magnet", "needle", "orange", "paper", "rabbit", "saddle", "table", "umbrella", "valley",
    "wagon", "bottle", "carpet", "diamond", "eagle",
)  # fmt: skip

MEASURED = {
    "本": ("书", "词典", "小说", "日记", "杂志"),
    "条": ("河", "蛇", "鱼", "裤子", "毛巾", "围巾"),
    "张": ("纸", "桌子", "照片", "地图", "床", "邮票"),
    "辆": ("汽车", "自行车", "公交车", "卡车", "出租车"),
    "匹": ("马", "骏马", "小马"),
    "棵": ("树", "松树", "白菜", "苹果树"),
    "朵": ("花", "玫瑰", "云", "荷花"),
    "座": ("山", "桥", "城市", "塔", "雪山"),
    "件": ("衣服", "衬衫", "礼物", "毛衣", "大衣"),
    "把": ("椅子", "雨伞", "钥匙", "剪刀", "刀"),
    "艘": ("轮船", "军舰", "渔船"),
    "架": ("飞机", "钢琴", "直升机"),
    "首": ("歌", "诗", "古诗", "民歌"),
    "位": ("老师", "医生", "客人", "作家"),
}
"""Measure words and nouns that take them and none of the others listed here."""
