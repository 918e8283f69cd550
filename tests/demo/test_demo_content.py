"""What is written down for the demo desk makes sense by itself."""

import re
from random import Random

import pytest
import yaml
from liquid import Environment, StrictUndefined
from markdown_it import MarkdownIt

from supportterm.config.data import data_dir
from supportterm.core.moments import parse_age
from supportterm.core.terms import CHANNELS, PRIORITY_BY_WORD, SEGMENTS, Role
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.demo import content, declared
from supportterm.demo.everyday import conversations
from supportterm.demo.files import MEDIA_TYPES, made_up, media_type
from supportterm.demo.steps import WRAPPED, Does, Merges, Says, steps, unwrapped

COMPANY = content.company()
AGENTS = frozenset(COMPANY.agents)


def test_agents_belong_to_teams_that_exist_and_each_tier_has_some():
    teams = {team.handle: team for team in COMPANY.teams}
    tiers = {teams[handle].tier for agent in COMPANY.agents.values() for handle in agent.teams}
    assert tiers == {1, 2, 3}
    assert 8 <= len(COMPANY.agents) <= 11


def test_there_are_organizations_of_every_segment_with_account_managers_where_money_is_paid():
    assert {o.segment for o in COMPANY.organizations.values()} == set(SEGMENTS)
    for organization in COMPANY.organizations.values():
        assert (organization.manager in AGENTS) == (organization.segment != "free"), organization.name


def test_addresses_are_unique_and_of_the_kind_that_nobody_can_own():
    addresses = [p.email for p in COMPANY.people.values()]
    assert len(set(addresses)) == len(addresses) >= 55
    assert all(re.fullmatch(r"[a-z.]+@[a-z-]+\.example", a) for a in addresses), addresses


def test_custom_fields_take_the_values_that_conversations_give_them():
    choices = {f.name: f.choices for f in COMPANY.fields}
    used = [thread.fields for thread in content.threads()] + [chat.fields for chat in content.chats()]
    used += COMPANY.places.values()
    for fields in used:
        for name, value in fields.items():
            assert name in choices
            assert not choices[name] or value in choices[name]


@pytest.mark.parametrize("thread", content.threads(), ids=lambda t: t.subject[:40])
def test_a_conversation_is_between_people_who_exist(thread):
    assert thread.requester in COMPANY.people
    assert thread.channel in CHANNELS and thread.priority in PRIORITY_BY_WORD
    assert not thread.last or parse_age(thread.last) <= parse_age(thread.age)
    keys = {t.key for t in content.threads()}
    articles = {a.slug for a in content.articles()}
    for step in steps(thread, AGENTS):
        if isinstance(step, Says):
            assert step.who in (COMPANY.people if step.role is Role.CUSTOMER else AGENTS)
            assert step.text
            assert all(made_up(name, 0) for name in step.files)
        else:
            assert step.who in AGENTS
            if isinstance(step, Merges):
                assert step.into in keys
            elif isinstance(step, Does) and step.verb == "link_article":
                assert step.arguments["article"] in articles


def test_templates_leave_no_slot_open():
    made = conversations(COMPANY, content.everyday(), Random(3), 300)
    for thread in made:
        said = [thread.subject, *(str(text) for step in thread.talk for text in step.values())]
        for text in said:
            assert not re.search(r"(?<!\{)\{\w+\}(?!\})", text), text
    assert len({t.subject for t in made}) > 100


def test_a_step_that_makes_no_sense_is_named_with_its_conversation():
    thread = content.Thread("Odd one", "dana", ({"do sam": ["juggle"]},), "1h")
    with pytest.raises(ValueError, match=r"Odd one: the step 'do sam' makes no sense"):
        list(steps(thread, AGENTS))


def test_macros_use_only_what_every_ticket_can_give():
    values = {
        "ticket": {"number": 12, "subject": "Printer"},
        "requester": {"name": "Dana Whitlock", "first_name": "Dana", "email": "dana@acme.example"},
        "organization": {"name": "Acme", "segment": "paid"},
        "agent": {"name": "Sam Okoro"},
        "team": {"name": "Support"},
    }
    environment = Environment(undefined=StrictUndefined)
    assert len(declared.macros()) >= 15
    for macro in declared.macros():
        for template in (macro.reply, macro.note):
            text = environment.from_string(template).render(**values)
            assert "{{" not in text
        assert macro.reply or macro.note or macro.commands
        assert macro.then in ("stay", "next", "close")


def test_articles_are_markdown_with_links_that_lead_somewhere():
    articles = content.articles()
    slugs = {a.slug for a in articles}
    assert len(slugs) == len(articles) >= 40
    assert {a.visibility for a in articles} == {"public", "internal"}
    for article in articles:
        parsed = MarkdownIt("commonmark").enable("table").parse(article.body)
        links = [
            str(child.attrs["href"]) for token in parsed for child in token.children or () if child.type == "link_open"
        ]
        assert set(links) <= slugs, article.slug
        assert article.title and article.section


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_files_are_made_the_same_each_time(ending):
    stem = "statement" if ending == "csv" else "anything"
    name = f"{stem}.{ending}"
    assert made_up(name, 1_800_000_000_000) == made_up(name, 1_800_000_000_000) != b""
    assert "/" in media_type(name)


def test_the_picture_is_one():
    zlib = pytest.importorskip("zlib")
    picture = made_up("photo.png", 0)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    begins = picture.index(b"IDAT") + 4
    size = int.from_bytes(picture[begins - 8 : begins - 4], "big")
    assert len(zlib.decompress(picture[begins : begins + size])) == 96 * (1 + 96 * 3)


def test_the_shipped_views_can_be_read_and_have_keys_of_their_own():
    from supportterm.core.orders import parse_order
    from supportterm.core.query import parse

    for view in DEFAULT_VIEWS:
        parse(view.query)
        parse_order(view.order)
    keys = [view.key for view in DEFAULT_VIEWS if view.key]
    assert len(set(keys)) == len(keys)


def test_the_keys_that_views_name_are_those_of_the_keymap():
    lines = _shipped_keymap()["global"]
    for view in DEFAULT_VIEWS:
        bound = lines.get(f"g {view.key}")
        assert bound in (None, f"view {view.name}"), view.name


def test_the_tour_teaches_keys_that_are_there():
    keymap = _shipped_keymap()
    keys = {key for context, lines in keymap.items() if context != "prefixes" for key in lines}
    keys |= set(keymap["prefixes"])
    tour = [thread for thread in content.threads() if thread.requester == "tour"]
    assert len(tour) >= 8
    for thread in tour:
        text = " ".join(str(said) for step in thread.talk for said in step.values()) + thread.subject
        for key in thread.keys:
            assert key in keys, f"{thread.subject}: {key}"
            assert key in text, f"{thread.subject}: {key}"


def _shipped_keymap():
    return yaml.load((data_dir("keymaps") / "default.yaml").read_text("utf-8"), yaml.BaseLoader)


def test_lines_that_the_file_only_wraps_are_joined_and_those_of_the_writer_are_not():
    long = "x" * WRAPPED
    assert unwrapped(f"Hi,\n\n{long}\nand so on.\nBye") == f"Hi,\n\n{long} and so on.\nBye"
    assert unwrapped(f"{long}\n> quoted\n- listed") == f"{long}\n> quoted\n- listed"
    assert unwrapped(f"> {long}\nanswer") == f"> {long}\nanswer"
