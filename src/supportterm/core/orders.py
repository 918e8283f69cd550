"""The orders a queue can be shown in. Each is an index walk in the store; nothing else is offered."""

from typing import Final, NamedTuple


class Order(NamedTuple):
    """Sort column and direction. Ties are broken by ticket id in the same direction."""

    column: str
    descending: bool

    @property
    def word(self) -> str:
        return ("-" if self.descending else "") + self.column


ORDERS: Final = ("updated", "created", "priority", "due", "number")


def parse_order(word: str) -> Order:
    """`-updated` is newest first. Raises ValueError naming the orders there are."""
    column = word.removeprefix("-")
    if column not in ORDERS:
        raise ValueError(f"no order {word!r}; there are {', '.join(ORDERS)}, each also with a minus before it")
    return Order(column, word.startswith("-"))
