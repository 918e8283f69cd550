"""Who has no name is greeted without one: in automatic answers, in macros and rules, in an answer used again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core import autoreply
from supportterm.core.greeting import NAMELESS, called, first_name, without_names
from supportterm.core.nouns import Person, Ticket
from supportterm.core.templates import facts, render

TICKET = Ticket(id=7, subject="It broke", requester=1, created_at=0, updated_at=0)
GREETINGS = [
    ("Hello NAME,", "Hello,"),
    ("Hello NAME!", "Hello!"),
    ("Hello NAME", "Hello"),
    ("Hi NAME,\n\nwe look.", "Hi,\n\nwe look."),
    ("Hi NAME and welcome.", "Hi and welcome."),
    ("Dear NAME,", "Hello,"),
    ("Thank you, NAME!", "Thank you!"),
    ("Thank you, NAME, for telling us.", "Thank you, for telling us."),
    ("NAME, we have it.", "We have it."),
    ("First.\nNAME: it is done.", "First.\nIt is done."),
    ("Guten Tag NAME,", "Guten Tag,"),
    ("Hallo NAME!", "Hallo!"),
    ("Liebe/r NAME,", "Guten Tag,"),
    ("Liebe NAME,", "Guten Tag,"),
    ("Sehr geehrte(r) NAME,", "Guten Tag,"),
    ("Sehr geehrte Frau NAME,", "Guten Tag,"),
    ("Bonjour NAME,", "Bonjour,"),
    ("Bonjour NAME !", "Bonjour !"),
    ("Chère NAME,", "Bonjour,"),
    ("Cher(e) NAME,", "Bonjour,"),
    ("¡Hola NAME!", "¡Hola!"),
    ("Estimado/a NAME:", "Hola:"),
    ("We have your mail, NAME.", "We have your mail."),
]


@pytest.mark.parametrize(
    "name", ["", "  ", "kim@mail.test", "<kim@mail.test>", "'kim@mail.test'", "+49 30 123", "Visitor"]
)
def test_what_is_no_name_is_not_taken_for_one(name: str) -> None:
    assert (called(name), first_name(name)) == ("", "")


@pytest.mark.parametrize("name", ["Kim", "Kim Lee", "李", "Kim @ Acme", "Kim 2"])
def test_a_name_is_kept(name: str) -> None:
    assert (called(f" {name} "), first_name(name)) == (name, name.split()[0])


@pytest.mark.parametrize(("template", "greeting"), GREETINGS)
def test_a_macro_greets_without_a_name_where_there_is_none(template: str, greeting: str) -> None:
    for place in ("name", "first_name"):
        text = template.replace("NAME", f"{{{{ requester.{place} }}}}")
        nobody = facts(TICKET, Person(1, "", "kim@mail.test"), None, None, None)
        assert render(text, nobody, {}) == greeting
        assert render(text, facts(TICKET, Person(1, "Kim"), None, None, None), {}) == template.replace("NAME", "Kim")


@pytest.mark.parametrize(("template", "greeting"), GREETINGS)
def test_an_automatic_answer_does_too(template: str, greeting: str) -> None:
    text = template.replace("NAME", "{{ name }}")
    assert autoreply.render(text, number="#7", subject="s", name="kim@mail.test") == greeting
    assert autoreply.render(text, number="#7", subject="s", name="Kim") == template.replace("NAME", "Kim")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{% if requester.name %}Hello {{ requester.name }}{% else %}Good day{% endif %}", "Good day"),
        ("Dear {{ requester.name | default: 'customer' }},", "Dear customer,"),
        ("{% assign who = requester.first_name %}Hi {{ who }}, hi.", "Hi, hi."),
        ("{{ requester.name | upcase | url_encode }}", ""),
        ("{{ requester.name | size }}", "0"),
        ("{% include 'hello' %} we look.", "Hello, we look."),
        ("{{ requester.name }}{{ requester.first_name }}, hi", "Hi"),
        ("{{ requester.email }}", "kim@mail.test"),
    ],
)
def test_a_template_can_ask_whether_there_is_a_name(template: str, told: str) -> None:
    nobody = facts(TICKET, Person(1, "kim@mail.test", "kim@mail.test"), None, None, None)
    assert render(template, nobody, {"hello": "Hello {{ requester.first_name }},"}) == told


@given(st.lists(st.sampled_from([NAMELESS, "a", "Dear ", "Liebe ", ",", " ", "!", "\n", "Ünal", "  \t"]), max_size=12))
def test_no_place_is_left_over_and_nothing_else_changes_where_there_is_none(parts: list[str]) -> None:
    text = "".join(parts)
    done = without_names(text)
    assert NAMELESS not in done and not any(c in done for c in NAMELESS)
    assert done == text or NAMELESS in text
