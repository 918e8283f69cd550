"""The fake help desk's own window: what colleagues and customers do there.

as_agent(remote, "bob").set("7", status=Status.SOLVED)
customer(remote, "al@acme.test").opens("It jams", "My printer jams.")
"""

from typing import NamedTuple

from msgspec.structs import replace

from fakes.remote import Contents, FakeRemote
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteArticle, RemotePerson
from supportterm.core.terms import Role


class Agent(NamedTuple):
    remote: FakeRemote
    name: str

    def reply(self, key: str, body: str, files: Contents | None = None) -> str:
        return self.remote.say(key, Role.REPLY, body, agent=self.name, files=files)

    def note(self, key: str, body: str) -> str:
        return self.remote.say(key, Role.NOTE, body, agent=self.name)

    def set(self, key: str, **values: Value) -> None:
        """Custom fields as `field_NAME`."""
        named = {f"field.{n.removeprefix('field_')}" if n.startswith("field_") else n: v for n, v in values.items()}
        self.remote.change(key, self.name, named)

    def tag(self, key: str, *add: str, remove: tuple[str, ...] = ()) -> None:
        tags = set(self.remote.ticket(key).tags) | set(add)
        self.remote.change(key, self.name, {}, tuple(sorted(tags - set(remove))))

    def merge(self, key: str, into: str) -> None:
        self.remote.merge(key, into, self.name)

    def edit(self, key: str, message: str, body: str) -> None:
        self.remote.rewrite(key, message, body=body)

    def redact(self, key: str, message: str) -> None:
        self.remote.rewrite(key, message, redacted=True)

    def blacken(self, key: str, message: str, words: str, file: str = "") -> None:
        self.remote.blacken(key, message, words, file)

    def delete(self, key: str) -> None:
        self.remote.delete(key)

    def publish(self, title: str, body: str) -> str:
        return self.remote.put_article(RemoteArticle("", "", title, body, 0, author=self.name))

    def improve(self, key: str, body: str) -> None:
        """Another text for an article."""
        self.remote.put_article(replace(self.remote.ledger.articles[key], body=body, author=self.name))


class Customer(NamedTuple):
    remote: FakeRemote
    person: RemotePerson

    def opens(self, subject: str, body: str, files: Contents | None = None) -> str:
        return self.remote.open(subject, self.person, body, files=files)

    def writes(self, key: str, body: str, files: Contents | None = None) -> str:
        return self.remote.say(key, Role.CUSTOMER, body, person=self.person, files=files)


def as_agent(remote: FakeRemote, name: str) -> Agent:
    return Agent(remote, name)


def customer(remote: FakeRemote, email: str, name: str = "") -> Customer:
    return Customer(remote, RemotePerson("", name or email.partition("@")[0].title(), email))
