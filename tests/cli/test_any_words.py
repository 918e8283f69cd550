"""Whatever is typed: an answer or a sentence, one of three exit statuses, and a log that is in order."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shell_words import Shell

from supportterm.commands.registry import SHELL, every

ELSEWHERE = {"backup", "config check", "demo", "doctor", "export", "init", "keeper", "keys", "restore", "serve"}
"""What writes or reads files that the words name, takes long, or has no end: the keeper, and what serves customers."""
NAMES = sorted(c.name for c in every(SHELL) if c.name not in ELSEWHERE and not c.name.startswith("import"))
OPTIONS = sorted({f"--{o.name}" for c in every(SHELL) for o in c.options} - {"--edit", "--attach", "--check"})
LIKELY = [
    *("1", "2", "1,2", "1-3", "#1", "99", "-", "--", "me", "none", "sam", "backend", "support", "status=open", "team="),
    *("due=fri 17:00", "subject=", "+a", "-a", "+", "is:unread", "status:", "(", '"', "high", "solved", "tomorrow"),
    *("vip", "unassigned", "a@b.test", "choice", "--json", "--help", "-h", "=", "field.x=1", "\ud800", "\x1b[2J", ""),
]
WORDS = st.one_of(
    st.sampled_from(LIKELY), st.sampled_from(OPTIONS), st.text(st.characters(exclude_characters="\0"), max_size=12)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES), words=st.lists(WORDS, max_size=6))
def test_nothing_typed_is_answered_with_a_crash(
    shell: Shell, head: Callable[[], str], name: str, words: list[str]
) -> None:
    before = head()
    answer = shell(*name.split(), *words, stdin="some text\n")
    assert answer.status in (0, 1, 2)
    if answer.status:
        assert head() == before
    if answer.status == 2:
        assert answer.err.startswith("supportterm: ")
    assert "in order" in head()
    assert "\x1b" not in answer.out + answer.err
