"""What a desk knows beside its tickets: people, organizations, articles."""

from typing import TYPE_CHECKING, Final, TypeVar

from supportterm.core.readers import ANYBODY, Reader, segment_of
from supportterm.core.refusal import Refused
from supportterm.desk.leaving import Leaving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from supportterm.core.answering import Judged
    from supportterm.core.nouns import Article, Organization, Person
    from supportterm.store.articles import ArticleVersion
    from supportterm.store.sqlite import Connection

PAGE: Final = 200
"""How many of a kind are read at a time where all of them are wanted."""

T = TypeVar("T")
N = TypeVar("N", "Article", "Organization", "Person")


class Knowing(Leaving):
    """The part of `Reading` that is about people and knowledge."""

    def person(self, number: int) -> "Person":
        """Raises Refused when there is nobody of this number."""
        from supportterm.store.people import person

        return there(self._read(person, number), f"there is no person {number}")

    def person_by_email(self, email: str) -> "Person | None":
        from supportterm.store.people import by_email

        return self._read(by_email, email)

    def people(self, text: str = "", limit: int = 20) -> "tuple[Person, ...]":
        """People whose name or address begins with *text*."""
        from supportterm.store.people import matching

        return self._read(matching, text, limit)

    def organizations(self, text: str, limit: int = 20) -> "tuple[Organization, ...]":
        """Those whose name begins with *text*."""
        from supportterm.store.people import organizations_matching

        return self._read(organizations_matching, text, limit)

    def organization(self, number: int) -> "Organization":
        """Raises Refused when there is none of this number."""
        from supportterm.store.people import organization

        return there(self._read(organization, number), f"there is no organization {number}")

    def organization_named(self, name: str) -> int:
        """The number of the organization with this name or mail domain. Raises Refused when there is none."""
        from supportterm.store.people import organization_named

        return there(self._read(organization_named, name), f"there is no organization {name!r}").id

    def everybody(self) -> "Iterator[Person]":
        """All people by number; memory is taken for a page of them."""
        from supportterm.store.people import people_after

        return self._each(people_after)

    def every_organization(self) -> "Iterator[Organization]":
        """All organizations by number; memory is taken for a page of them."""
        from supportterm.store.people import organizations_after

        return self._each(organizations_after)

    def every_article(self) -> "Iterator[Article]":
        """All articles by number; memory is taken for a page of them."""
        from supportterm.store.articles import after

        return self._each(after)

    def articles(self, text: str = "", *, limit: int = 50) -> "tuple[Article, ...]":
        """Articles with all words of *text*, best first; without words all, by section and title."""
        from supportterm.store.articles import matching

        return self._read(matching, text, limit)

    def article_homes(self, articles: "Iterable[Article]") -> dict[int, str]:
        """Where those of *articles* live that are of a connection, by number: its name."""
        from supportterm.store.articles import homes

        return self._read(homes, [article.id for article in articles])

    def origins(self, articles: "Sequence[Article]") -> dict[int, str]:
        """By number, where those of *articles* come from that would else look alike in a list: `at wiki`, or `here`."""
        from supportterm.core.origins import origins

        return origins(articles, self.article_homes(articles))

    def answers_to(
        self, question: str, *, reader: Reader = ANYBODY, without: "Sequence[int]" = (), limit: int = 8
    ) -> "tuple[Judged, ...]":
        """Published articles for *reader* that may answer *question*, the likeliest first, with how sure each is.

        *without*: articles, by number, that are not wanted again.
        """
        from supportterm.store.answering import answers_to

        return self._read(answers_to, question, limit, reader, without)

    def segment_of(self, organization: int | None) -> str:
        """The segment of an organization, by number; of who belongs to none, `free`."""
        return segment_of(organization, self.organization)

    def in_review(self, reviewer: str = "") -> "tuple[Article, ...]":
        """Articles that wait for a review, of *reviewer* if given, longest first."""
        from supportterm.store.articles import in_review

        return self._read(in_review, reviewer)

    def reviews(self, reviewer: str) -> int:
        """How many articles wait for somebody's review. Cheap."""
        from supportterm.store.articles import reviews

        return self._read(reviews, reviewer)

    def article(self, key: int | str) -> "Article":
        """By number or slug. Raises Refused when there is none."""
        from supportterm.store.articles import get

        return there(self._read(get, key), f"there is no article {key!r}")

    def article_versions(self, number: int) -> "tuple[ArticleVersion, ...]":
        """Newest first."""
        from supportterm.store.articles import versions

        return self._read(versions, number)

    def _each(self, after: "Callable[[Connection, int, int], Sequence[N]]") -> "Iterator[N]":
        number = 0
        while page := self._read(after, number, PAGE):
            yield from page
            number = page[-1].id


def there(found: T | None, otherwise: str) -> T:
    """What was found. Raises Refused with the words *otherwise* when there is nothing."""
    if found is None:
        raise Refused(otherwise)
    return found
