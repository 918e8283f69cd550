"""config.yaml: what may be set, and how mistakes are told."""

from pathlib import Path

import pytest
import yaml

from supportterm.config.marked import ConfigError
from supportterm.config.paths import Paths, desk_path, locate, names, paths, places
from supportterm.config.settings import Settings, ViewSetting, check, explained, load, schema
from supportterm.core.nouns import View


@pytest.fixture
def here(tmp_path: Path) -> Paths:
    return paths({"HOME": str(tmp_path)})


def write(here: Paths, text: str) -> Path:
    here.config.mkdir(parents=True, exist_ok=True)
    here.settings.write_text(text)
    return here.settings


def mistakes(here: Paths, text: str) -> list[str]:
    file = write(here, text)
    with pytest.raises(ConfigError) as caught:
        load(here=here)
    return [str(e).removeprefix(f"{file.parent}/") for e in caught.value.errors]


def test_without_a_file_and_with_an_empty_one_everything_has_its_default(here: Paths) -> None:
    assert load(here=here) == Settings()
    write(here, "# nothing yet\n")
    assert load(here=here) == Settings()


def test_what_is_set_is_read(here: Paths) -> None:
    write(
        here,
        "me: dana\nmouse: no\nzone: Europe/Berlin\nconfirm: {bulk: 5, quit: on}\n"
        "theme: light\nkeymap: vim\nviews:\n  vip: {query: 'segment:enterprise is:active', order: -priority, key: v}\n",
    )
    settings = load(here=here)
    assert (settings.me, settings.zone) == ("dana", "Europe/Berlin")
    assert not settings.mouse
    assert (settings.confirm.bulk, settings.confirm.quit) == (5, True)
    assert settings.confirm.merge
    assert settings.own_views() == (View("vip", "vip", "segment:enterprise is:active", "-priority", "v"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thme: dark", "config.yaml:1:1: there is no 'thme' here; did you mean 'theme'?"),
        ("theme: drak", "config.yaml:1:8: there is no theme 'drak'; did you mean 'dark'?"),
        ("keymap: dvorak", "config.yaml:1:9: there is no keymap 'dvorak'"),
        ("mouse: maybe", "config.yaml:1:8: mouse should be true or false, not 'maybe'"),
        ("mouse: [yes]", "config.yaml:1:8: mouse should be true or false, not a list"),
        ("confirm: {bulk: -1}", "config.yaml:1:17: bulk should be a whole number from 0 to 1000000, not '-1'"),
        ("confirm: yes", "config.yaml:1:10: confirm should hold `key: value` lines"),
        ("zone: Mars/Olympus", "config.yaml:1:7: there is no time zone 'Mars/Olympus'"),
        ("views: {a: {title: A}}", "config.yaml:1:12: query is missing"),
        ("views: {a: {query: 'status:opne'}}", "config.yaml:1:20: in the query: "),
        ("notify: {query: 'assigne:me'}", "config.yaml:1:17: in the query: "),
        ("notify: {quiet: evenings}", "config.yaml:1:17: quiet should "),
        ("notify: {message: toast}", "config.yaml:1:19: message should be "),
        ("views: {a: {query: x, order: size}}", "config.yaml:1:30: no order 'size'"),
    ],
)
def test_a_mistake_is_told_with_its_place(here: Paths, text: str, expected: str) -> None:
    [error] = mistakes(here, text)
    assert error.startswith(expected)


def test_all_mistakes_are_told_at_once(here: Paths) -> None:
    found = mistakes(here, "thme: dark\nmouse: maybe\nzone: nowhere\nviews: {a: {query: x, order: size}}\n")
    assert [e.split(":")[1] for e in found] == ["1", "2", "3", "4"]


def test_check_lists_the_mistakes_of_a_file_by_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    assert check(str(file)) == [f"{file}: there is no such file"]
    file.write_text("mouse: maybe\n")
    assert check(str(file)) == [f"{file}:1:8: mouse should be true or false, not 'maybe'"]
    file.write_text("mouse: false\n")
    assert check(str(file)) == []


def test_check_looks_into_ones_own_themes_keymaps_and_macros_too(here: Paths) -> None:
    write(here, "mouse: false\n")
    for folder in ("themes", "keymaps", "macros"):
        (here.config / folder).mkdir()
        (here.config / folder / "mine.yaml").write_text("nonsense: yes\n")
    found = check("", here)
    for folder in ("themes", "keymaps", "macros"):
        assert any(f"/{folder}/mine.yaml:1:1: there is no " in line for line in found), found


def test_what_explains_the_settings_can_stand_in_the_file(here: Paths) -> None:
    settings = Settings(me='d"ana', views={"vip: x": ViewSetting("is:active")})
    write(here, "\n".join(explained(settings)))
    assert load(here=here) == settings


def test_every_setting_is_explained_and_in_the_schema() -> None:
    properties = schema()["$defs"]["Settings"]["properties"]
    assert set(properties) == set(yaml.safe_load("\n".join(explained(Settings()))))
    assert all(each.get("description") for each in properties.values())


def test_paths_follow_xdg_and_ignore_what_is_relative(tmp_path: Path) -> None:
    given = {"HOME": "/home/dana", "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": "relative"}
    here = paths(given)
    assert here.settings == tmp_path / "supportterm" / "config.yaml"
    assert here.desk == Path("/home/dana/.local/share/supportterm/main.desk")
    assert here.state == Path("/home/dana/.local/state/supportterm")
    own = {"settings", "keymaps", "themes", "macros", "commands", "hooks", "recordings"}
    assert set(places(given)) == {*own, "desk", "state", "shipped"}


def test_the_desk_is_the_option_then_the_variable_then_the_setting(here: Paths) -> None:
    variable = {"SUPPORTTERM_DESK": "/b.desk"}
    assert desk_path("/a.desk", "/c.desk", here, variable) == Path("/a.desk")
    assert desk_path("", "/c.desk", here, variable) == Path("/b.desk")
    assert desk_path("", "/c.desk", here, {}) == Path("/c.desk")
    assert desk_path("", "", here, {}) == here.desk


def test_ones_own_theme_hides_the_shipped_one_of_its_name(here: Paths) -> None:
    own = here.config / "themes" / "dark.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("")
    assert locate("themes", "dark", here) == own
    assert locate("themes", "dark", here, shipped_only=True) != own
    assert "dark" in names("themes", here)


def test_a_name_is_never_a_path(here: Paths) -> None:
    (here.config / "keymaps").mkdir(parents=True)
    here.settings.write_text("")
    for name in ("../config", "/etc/hosts", "", "."):
        with pytest.raises(LookupError, match="there is no keymap"):
            locate("keymaps", name, here)


def test_columns_and_groups_of_ones_own_views_are_checked_where_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("views:\n  vip:\n    query: is:active\n    columns: [subject, frm]\n    group: colour\n")
    told = [line.removeprefix(f"{file}:") for line in check(str(file))]
    assert told[0].startswith("4:24: there is no column 'frm'; did you mean from?")
    assert told[1].startswith("5:12: a list can't be grouped by 'colour'; there are status, ")
