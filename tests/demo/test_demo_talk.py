"""What the customers in the chats say next, given what was said and the time."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.demo import content
from supportterm.demo.content import Chat, Cue, Line
from supportterm.demo.live import Heard, next_line

CHAT = Chat(
    "one",
    "dana",
    "Help",
    said=(Line("dana", "2m", "hello"),),
    lines=(Cue(30, "anybody?"), Cue(60, "still waiting")),
    answers=("trying", "no luck"),
    thanks=("bye",),
)
BEFORE = Heard(agent=False, at=0)


def test_a_customer_who_waits_goes_on_after_a_while_and_then_only_waits():
    assert next_line(CHAT, [BEFORE], 29_999) is None
    assert next_line(CHAT, [BEFORE], 30_000) == "anybody?"
    assert next_line(CHAT, [BEFORE, Heard(False, 30_000)], 90_000) == "still waiting"
    assert next_line(CHAT, [BEFORE, Heard(False, 30_000), Heard(False, 90_000)], 10**9) is None


def test_each_answer_of_an_agent_gets_one_until_the_thanks():
    heard, now, said = [BEFORE], 5_000, []
    for _ in range(5):
        heard.append(Heard(agent=True, at=now))
        assert next_line(CHAT, heard, now + 100) is None, "nobody reads and types in a tenth of a second"
        text = next_line(CHAT, heard, now + 20_000)
        if text is not None:
            said.append(text)
            heard.append(Heard(agent=False, at=now + 20_000))
            assert next_line(CHAT, heard, now + 10**8) is None, "the customer waits for the agent now"
        now += 40_000
    assert said == ["trying", "no luck", "bye"]


def test_the_customer_lets_an_agent_who_writes_two_lines_finish():
    heard = [BEFORE, Heard(True, 10_000), Heard(True, 14_000)]
    assert next_line(CHAT, heard, 16_000) is None
    assert next_line(CHAT, heard, 30_000) == "trying"


def test_an_agent_who_had_answered_before_the_desk_opened_does_not_use_up_an_answer():
    chat = Chat("two", "dana", "Help", said=(Line("dana", "3m", "hi"), Line("mira", "2m", "hello")), answers=("yes",))
    assert next_line(chat, [Heard(False, 0), Heard(True, 1)], 10**9) is None
    assert next_line(chat, [Heard(False, 0), Heard(True, 1), Heard(True, 9_000)], 10**9) == "yes"


@given(st.sampled_from(content.chats()), st.lists(st.booleans(), max_size=30))
def test_no_customer_ever_says_a_thing_twice(chat, agent_speaks):
    heard = [Heard(line.who != chat.requester, i) for i, line in enumerate(chat.said)]
    now, said = 10_000, []
    for speaks in agent_speaks:
        now += 200_000
        if speaks:
            heard.append(Heard(agent=True, at=now))
        elif (text := next_line(chat, heard, now)) is not None:
            said.append(text)
            heard.append(Heard(agent=False, at=now))
    assert len(set(said)) == len(said)
    assert set(said) <= {cue.say for cue in chat.lines} | set(chat.answers) | set(chat.thanks)
