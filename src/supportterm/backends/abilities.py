"""What a backend can do, in the words that a desk keeps of a connection (`Connected.can`)."""

from supportterm.backends.protocol import Capabilities


def abilities(capabilities: Capabilities) -> tuple[str, ...]:
    """Sorted words; what is not among them is greyed out."""
    c = capabilities
    found = set(c.fields)
    found |= {
        word
        for word, can in (
            ("tickets", c.tickets),
            ("open", c.open_tickets),
            ("reply", c.reply),
            ("note", c.note),
            ("forward", c.forward),
            ("merge", c.merge),
            ("files", c.files_up),
            ("note-files", c.files_up and c.note and c.note_files),
            ("search", c.search),
            ("articles", c.articles == "write"),
            ("inner-articles", c.articles == "write" and c.inner_articles),
            ("drafts", c.articles == "write" and c.drafts),
            ("titles", c.articles == "write" and c.titles),
            ("tags", c.tags != "none"),
            ("history", c.history),
            ("people", c.people),
        )
        if can
    }
    return tuple(sorted(found))
