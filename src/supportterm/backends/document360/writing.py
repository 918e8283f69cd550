"""Articles written to Document360: into a version of their own, which is published when nobody came meanwhile.

It takes whatever version of a text it is sent. But a published version can't be changed, only forked, and versions have
numbers: right before ours is published, the published one must still be the one that was read, and ours the newest.
What was begun and broke off is gone on with: until the last request nothing of it is seen by readers.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from supportterm.backends import readers
from supportterm.backends.afterwards import afterwards, partly
from supportterm.backends.document360 import texts
from supportterm.backends.document360.rest import Rest
from supportterm.backends.document360.wire import MARKDOWN, Article, Made, Settings, Told, Verdict, Version, print_of
from supportterm.backends.errors import CannotDo, Conflict, Invalid, RemoteError
from supportterm.core.remote import PutArticle, Receipt

_BY: Final = "Edited with supportterm"


class Writer:
    def __init__(self, rest: Rest, category: str, seen_by: str) -> None:
        """*category*: the name of the one that new articles go into whose section is none there. *seen_by*: who reads
        articles that are not hidden, as `readers` answers."""
        self._rest = rest
        self._category = category
        self._seen_by = seen_by

    def write(self, step: PutArticle) -> Receipt:
        if not step.key:
            readers.check(step, self._seen_by, "Document360")
            row, tags = self._create(step), Settings()
        else:
            row, tags = self._rest.article(step.key), self._rest.settings(step.key)
            readers.check(step, row.seen_by(self._seen_by), "Document360")
            wanted(step, tags)
            row = self._write(step, row)
        return self._tag(step, row, tags)

    def find(self, step: PutArticle) -> Receipt | None:
        """By what an article says: its title, its text as it is read, and its tags."""
        row = self._rest.article(step.key) if step.key else self._same(step)
        if row is None or not texts.says(row, step) or _waits(row, step):
            return None
        tags = self._rest.settings(row.id)
        return _receipt(step, row, tags.tagged) if wanted(step, tags) is None else None

    # --- inside

    def _tag(self, step: PutArticle, row: Article, settings: Settings) -> Receipt:
        """The text is so; let the tags be so too."""
        tags = wanted(step, settings)
        if tags is None:
            return _receipt(step, row, settings.tagged)
        with partly(begun=True):
            settings = settings if step.key else self._rest.settings(row.id)
            kind = {} if row.content_type is None else {"content_type": row.content_type}
            sent = settings.with_tags(tags) | kind
            self._rest.write("PUT", f"{self._rest.path(row.id)}/settings", sent, Verdict)
        with afterwards(self._rest.host):
            return _receipt(step, self._rest.article(row.id), tags)

    def _write(self, step: PutArticle, row: Article) -> Article:
        """Its title and text; the article afterwards."""
        if row.published and step.state == "draft":
            raise CannotDo("what is published in Document360 can't become a draft from here")
        if texts.says(row, step):
            return self._publish(row, row.version_number) if _waits(row, step) else row
        if row.is_fall_back_content:
            words = f"it has no text in the language {self._rest.language} there: begin that in Document360"
            raise Invalid(words, {"body": words})
        if step.version and step.version.partition(" ")[0] != row.version:
            raise Conflict(f"article {step.key} was changed meanwhile")
        sent = {"title": step.title, "content": texts.edited(row, step.body)}
        number = (self._begun(row, step) or self._fork(row)) if row.published else row.version_number
        self._rest.write("PUT", self._rest.path(row.id), {**sent, "version_number": number}, Verdict)
        if step.state == "published":
            return self._publish(row, number)
        with afterwards(self._rest.host):
            return self._rest.article(row.id)

    def _begun(self, row: Article, step: PutArticle) -> int:
        """The number of a version that was begun for this already; 0: there is none. Raises Invalid for another's."""
        if row.latest_version <= row.version_number:
            return 0
        newest = self._rest.article(row.id, newest=True)
        made = next((v for v in self._rest.versions(row.id) if v.version_number == newest.version_number), None)
        ours = made and made.base_version == row.version_number and self._rest.me().is_called(made.created_by)
        if not ours or not (texts.same(newest, row) or texts.says(newest, step)):
            words = "somebody has begun another version of it there: publish or delete that in Document360 first"
            raise Invalid(words, {"body": words})
        return newest.version_number

    def _fork(self, row: Article) -> int:
        user, language = self._rest.me().user_id, self._rest.language
        asked = {"version_number": row.version_number, "user_id": user, "lang_code": language}
        path = self._rest.path(row.id).rpartition("/")[0]
        return self._rest.write("PUT", f"{path}/fork", asked, Told[Version]).data.version_number

    def _publish(self, row: Article, number: int) -> Article:
        """Version *number*, which stands on the version *row*; the article then. Raises Conflict when there is another
        by now."""
        path = self._rest.path(row.id)
        now = self._rest.article(row.id, newest=True)
        if (now.public_version, now.latest_version) != (row.public_version, number):
            if number != row.version_number:
                with suppress(RemoteError):  # ours is in nobody's way there
                    self._rest.http.write("DELETE", f"{path}/version/{number}")
            raise Conflict(f"article {row.id} was changed meanwhile")
        asked: dict[str, Any] = {"user_id": self._rest.me().user_id, "version_number": number, "publish_message": _BY}
        self._rest.write("POST", f"{path}/publish", asked, Verdict)
        with afterwards(self._rest.host):
            return self._rest.article(row.id)

    def _create(self, step: PutArticle) -> Article:
        row = self._same(step)
        if row is None:
            asked = {
                "title": step.title, "content": step.body, "content_type": MARKDOWN, "category_id": self._into(step),
                "project_version_id": self._rest.workspace().id, "user_id": self._rest.me().user_id,
            }  # fmt: skip
            made = self._rest.write("POST", "v2/Articles", asked, Told[Made]).data
            with partly(begun=True):
                row = self._rest.article(made.id)
        with partly(begun=True):
            return self._publish(row, row.version_number) if _waits(row, step) else row

    def _into(self, step: PutArticle) -> str:
        """The id of the category of a new article, which begins in the workspace's own language."""
        if self._rest.language != self._rest.workspace().language:
            words = f"new articles begin in the workspace's own language there, {self._rest.workspace().language}"
            raise Invalid(words, {"language": words})
        there = self._rest.categories().items()
        for wanted in filter(None, (step.section.lower(), self._category.lower())):
            for key, name in there:
                if name.lower() == wanted:
                    return key
        words = "say into which category with `connect NAME category=NAME`"
        raise Invalid(f"there is no category for it: {words}", {"section": "no category"})

    def _same(self, step: PutArticle) -> Article | None:
        """An article that says so."""
        rows = (self._rest.article(row.id) for row in self._rest.rows() if row.title == step.title)
        return next((row for row in rows if texts.says(row, step)), None)


def _waits(row: Article, step: PutArticle) -> bool:
    """Whether it is still to be published."""
    return step.state == "published" and not row.published


def wanted(step: PutArticle, settings: Settings) -> tuple[str, ...] | None:
    """The tags that it is to have; None: they are so, or nobody here changed them. Raises Invalid when others were set
    there meanwhile. Those of an article whose version says nothing of them have never come here, and are left alone."""
    ours, theirs = tuple(sorted({*step.tags})), settings.tagged
    base = step.version.partition(" ")[2] if step.key else print_of(theirs)
    if ours == theirs or base in ("", print_of(ours)):
        return None
    if base != print_of(theirs):
        words = f"its tags were changed there too, to {', '.join(theirs) or 'none'}: tag it in Document360"
        raise Invalid(words, {"tags": words})
    return ours


def _receipt(step: PutArticle, row: Article, tags: Iterable[str]) -> Receipt:
    known = not step.key or " " in step.version
    return Receipt(key=row.id, version=f"{row.version} {print_of(tags)}" if known else row.version)
