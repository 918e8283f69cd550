"""A profile is a desk by name, with what is otherwise there."""

from pathlib import Path

import pytest
from shell_words import Shell

from supportterm.config.marked import ConfigError
from supportterm.config.settings import load


@pytest.fixture
def profiles(own_home: Path, shell: Shell) -> Path:
    """Dana's usual desk, and one called other on which she is sam."""
    settings = own_home / ".config" / "supportterm" / "config.yaml"
    other = own_home / "other.desk"
    settings.write_text(
        f"me: dana\nzone: UTC\nprofiles:\n  other: {{desk: {other}, me: sam}}\n  here: {{theme: dark}}\n"
    )
    assert shell("init", "--desk", str(other)).status == 0
    shell("agent", "add", "sam", "--desk", str(other))
    return other


def test_a_profile_says_which_desk_and_who(shell: Shell, profiles: Path) -> None:
    shell("--profile", "other", "new", "--from", "kim@mail.test", "--subject", "There", "Hello")
    assert "There" in shell("list", "--profile=other").out
    assert "There" not in shell("list").out
    shell("take", "1", "--profile", "other")
    assert '"assignee": "sam"' in shell("list", "--profile", "other", "--json").out


def test_the_environment_names_one_too_and_a_desk_given_wins(
    shell: Shell, profiles: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = own_home / ".local" / "share" / "supportterm" / "main.desk"
    monkeypatch.setenv("SUPPORTTERM_PROFILE", "other")
    assert "Refund" not in shell("list").out
    assert "Refund" in shell("list", "--desk", str(usual)).out
    assert "Refund" in shell("list", "--profile", "here").out


def test_one_that_is_not_there_is_said_to_be_and_they_are_listed(shell: Shell, profiles: Path) -> None:
    told = shell("list", "--profile", "othr")
    assert told.status == 1 and "there is no profile 'othr'; did you mean 'other'?" in told.err
    assert shell("profiles").out.splitlines()[0] == f"other        {profiles} as sam"


def test_without_a_config_there_are_none(empty_shell: Shell) -> None:
    told = empty_shell("list", "--profile", "x")
    assert told.status == 1 and "config.yaml names none" in told.err
    assert "there are no profiles" in empty_shell("profiles").out


def test_what_a_profile_leaves_empty_is_as_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("me: dana\ntheme: dark\nprofiles:\n  a: {theme: light}\n  b: {desk: /b.desk}\n")
    settings = load(file)
    assert (settings.under("a").me, settings.under("a").theme) == ("dana", "light")
    assert (settings.under("b").theme, settings.under("b").desk) == ("dark", "/b.desk")
    assert settings.under("") == settings
    file.write_text("profiles:\n  a: {theme: ligth}\n")
    with pytest.raises(ConfigError, match=r"2:14: there is no theme 'ligth'; did you mean 'light'\?"):
        load(file)
