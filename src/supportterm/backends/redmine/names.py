"""Who and what there is: ourselves, projects, agents, statuses, priorities and fields, by our names and by theirs."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.errors import Invalid, NotAllowed, NotThere
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.redmine.rest import MOST, Rest
from supportterm.backends.redmine.wire import FieldRow, ListOf, OneRole, OneUser, Project, Ref, StatusRow, UserRow
from supportterm.backends.redmine.words import Words
from supportterm.backends.roster import Named, Roster
from supportterm.core.remote import RemotePerson, handle_of

STATUS: Final = "exact-status"
PRIORITY: Final = "exact-priority"
TRACKER: Final = "tracker"
OWN: Final = {STATUS: "Status at Redmine", PRIORITY: "Priority at Redmine", TRACKER: "Tracker"}
"""Fields in which a ticket keeps what is told less exactly by our words."""
_EDITS: Final = "edit_issues"


class Names(Keeping[Rest, Words]):
    _people: dict[int, RemotePerson]

    # --- people

    @kept
    def me(self) -> UserRow:
        """Whose key it is. Raises AuthFailed."""
        return self._rest.get("users/current.json", OneUser).user

    @kept
    def agents(self) -> Mapping[int, Ref]:
        """Those who work in our projects, by number."""
        roles = self._agent_roles()
        found: dict[int, Ref] = {}
        for project in self.projects():
            try:
                pages = list(self._rest.everything(f"projects/{project}/memberships.json"))
            except (NotAllowed, NotThere):
                continue
            for member in (one for page in pages for one in page.memberships):
                if member.user is not None and any(role.id in roles for role in member.roles):
                    found[member.user.id] = member.user
        return found

    def _agent_roles(self) -> set[int]:
        rows = self._list("roles.json").roles
        if self._words.roles:
            return {row.id for row in rows if row.name.lower() in self._words.roles}
        told = (self._rest.get(f"roles/{row.id}.json", OneRole).role for row in rows)
        return {role.id for role in told if _EDITS in role.permissions}

    def is_agent(self, user: Ref | None) -> bool:
        return user is not None and (user.id in self.agents() or user.id == self.me().id)

    def person(self, user: Ref) -> RemotePerson:
        """A customer; their address only where they do not hide it."""
        if user.id not in self._people:
            try:
                mail = self._rest.get(f"users/{user.id}.json", OneUser).user.mail or ""
            except (NotThere, NotAllowed):
                mail = ""
            self._people[user.id] = RemotePerson(str(user.id), user.name, mail)
        return self._people[user.id]

    def agent_handle(self, number: int | str | None) -> str | None:
        """Of whom a ticket is assigned to, who may have left meanwhile."""
        if number in (None, ""):
            return None
        return self.roster().handle(int(str(number)))

    @kept
    def roster(self) -> Roster[int]:
        return Roster(Named(row.id, row.name) for row in self.agents().values())

    def handle(self, user: Ref | None) -> str:
        """Of who did something, whoever they are."""
        return "" if user is None else self.roster().known(user.id) or handle_of(user.name)

    # --- projects

    @kept
    def projects(self) -> Mapping[int, Project]:
        """Those that are worked on, by number. Raises Invalid for one that is set and not to be seen."""
        seen = [row for page in self._rest.everything("projects.json") for row in page.projects]
        if not self._words.projects:
            return {row.id: row for row in seen}
        by_name = {row.name.lower(): row for row in seen}
        missing = [name for name in self._words.projects if name.lower() not in by_name]
        if missing:
            raise Invalid(f"there is no project {missing[0]} that we see", {"projects": f"no {missing[0]}"})
        wanted = [by_name[name.lower()] for name in self._words.projects]
        return {row.id: row for row in wanted}

    @kept
    def teams(self) -> Roster[int]:
        """The same, under their handles."""
        return Roster(Named(row.id, row.name) for row in self.projects().values())

    # --- words

    @kept
    def statuses(self) -> list[StatusRow]:
        return self._list("issue_statuses.json").issue_statuses

    @kept
    def priorities(self) -> list[StatusRow]:
        return self._list("enumerations/issue_priorities.json").issue_priorities

    @kept
    def trackers(self) -> list[Ref]:
        return self._list("trackers.json").trackers

    def statuses_of(self, status: int) -> list[StatusRow]:
        """Theirs for ours, those that were told for it first."""
        return [row for row in self.statuses() if self._words.status(row.name, row.is_closed) == status]

    def priority_of(self, priority: int) -> StatusRow | None:
        rows = (row for row in self.priorities() if row.active)
        return next((row for row in rows if self._words.priority(row.name) == priority), None)

    # --- custom fields

    def fields(self) -> Mapping[str, FieldRow]:
        """Custom fields of issues by the names they have here, but for those that are only ours."""
        found: dict[str, FieldRow] = {}
        for row in self._rows():
            if row.name not in (self._words.marker, self._words.requester):
                name = handle_of(row.name)
                found[f"{name}-{row.id}" if name in found or name in OWN or not name else name] = row
        return found

    @kept
    def own(self) -> Mapping[int, str]:
        """The names that they have here, by their numbers."""
        return {row.id: name for name, row in self.fields().items()}

    def marker(self) -> int | None:
        """The number of the field that keeps our marks, if there is one to be seen."""
        return self._number(self._words.marker)

    def requester(self) -> int | None:
        return self._number(self._words.requester)

    def _number(self, name: str) -> int | None:
        return next((row.id for row in self._rows() if row.name == name), None)

    @kept
    def _rows(self) -> list[FieldRow]:
        """Only administrators are told which there are; others see those of some tickets."""
        try:
            rows = self._list("custom_fields.json").custom_fields
        except NotAllowed:
            newest = self._rest.issues(self.in_projects(), "updated_on:desc", MOST).issues
            seen = {field.id: FieldRow(field.id, field.name) for issue in newest for field in issue.custom_fields}
            return sorted(seen.values(), key=lambda row: row.id)
        return [row for row in rows if row.customized_type == "issue"]

    def in_projects(self) -> list[tuple[str, str, list[str]]]:
        """The condition that an issue is in one of our projects."""
        return [("project_id", "=", [str(number) for number in self.projects()])] if self._words.projects else []

    def _list(self, path: str) -> ListOf:
        return self._rest.get(path, ListOf)
