"""`reply --at`: in the outbox until then, in words and in JSON."""

from shell_words import Shell


def test_a_reply_for_friday_lies_in_the_outbox_and_undo_takes_it_back(shell: Shell) -> None:
    done = shell("reply", "1", "Did it hold?", "--at", "2030-01-04 09:00", "--pending")
    assert done.status == 0 and "wrote a reply for" in done.out and "undo takes it back" in done.out
    listed = shell("outbox").out
    assert "reply" in listed and "leaves" in listed and "(later, dana, " in listed
    assert '"kind": "later"' in shell("outbox", "--json").out
    assert '"status": "new"' in shell("show", "1", "--json").out
    shell("undo")
    assert shell("outbox").out == "everything has arrived\n"


def test_a_moment_that_is_none_or_has_passed_is_refused(shell: Shell) -> None:
    assert "is not a time" in shell("reply", "1", "x", "--at", "someday").err
    assert "has passed" in shell("reply", "1", "x", "--at", "2020-01-01").err
    assert "either --at or --wait" in shell("reply", "1", "x", "--at", "fri", "--wait").err
    assert shell("outbox").out == "everything has arrived\n"
