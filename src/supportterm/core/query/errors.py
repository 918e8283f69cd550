"""How the query language says no."""

from collections.abc import Iterable

from supportterm.core.spelling import nearest


class QueryError(ValueError):
    """The query can't be read. *column* counts characters from 1; *hint*, unless empty, says what to write instead."""

    def __init__(self, message: str, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.hint = hint

    @property
    def words(self) -> str:
        """What is wrong and what to write, without the place."""
        return self.message + (f"; {self.hint}" if self.hint else "")

    def __str__(self) -> str:
        return f"column {self.column}: {self.words}"


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """`did you mean status?` when a known word is near, else *otherwise*."""
    near = nearest(word, known)
    return f"did you mean {near[0]}?" if near else otherwise
