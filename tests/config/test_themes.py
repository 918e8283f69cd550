"""Themes: what they hold, and that they can be read."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from supportterm.config.colours import contrast, sgr
from supportterm.config.marked import ConfigError
from supportterm.config.paths import paths
from supportterm.config.themes import DECORATION, ROLES, available, load_theme, read_theme

FOLDER = Path(__file__).resolve().parents[2] / "themes"
SHIPPED = sorted(f.stem for f in FOLDER.glob("*.yaml"))
DARK = (FOLDER / "dark.yaml").read_text()


def errors(folder: Path, text: str) -> list[str]:
    file = folder / "mine.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_theme(file)
    return [str(e).removeprefix(f"{folder}/") for e in caught.value.errors]


def test_the_terminals_own_colours_come_first(tmp_path: Path) -> None:
    found = available(paths({"HOME": str(tmp_path)}))
    assert [t.name for t in found] == ["terminal", *sorted(set(SHIPPED) - {"terminal"})]
    assert len(found) >= 10 and {True, False} == {t.dark for t in found}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_role_has_a_style_that_the_console_understands(name: str) -> None:
    theme = read_theme(FOLDER / f"{name}.yaml")
    assert set(theme.styles) == set(ROLES)
    for style in theme.styles.values():
        Style.parse(style)


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - {"terminal"}))
def test_all_text_is_readable_also_on_bars_and_under_the_cursor(name: str) -> None:
    theme = read_theme(FOLDER / f"{name}.yaml")
    wanted = 7 if name == "high-contrast" else 4.5
    for role, words in theme.styles.items():
        style = Style.parse(theme.styles["text"]) + Style.parse(words)
        assert style.color and style.bgcolor
        if role not in DECORATION:
            assert contrast(style.color.name, style.bgcolor.name) >= wanted, role
            assert contrast(style.color.name, theme.colours.surface) >= wanted or role == "cursor", role


def test_reply_and_note_differ_in_every_theme_also_without_colour() -> None:
    for name in SHIPPED:
        styles = read_theme(FOLDER / f"{name}.yaml").styles
        assert styles["reply"] != styles["note"]


def test_the_terminal_theme_uses_no_colour_but_the_terminals() -> None:
    for style in read_theme(FOLDER / "terminal.yaml").styles.values():
        parsed = Style.parse(style)
        for colour in (parsed.color, parsed.bgcolor):
            assert colour is None or colour.number is None or colour.number < 16


def test_the_cursor_shows_without_any_colour_in_the_terminal_theme() -> None:
    assert Style.parse(read_theme(FOLDER / "terminal.yaml").styles["cursor"]).without_color.reverse


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('accent: "#7cc4e8"', "accent: cyan", "mine.yaml:7:11: 'cyan' is no colour here; it should be written"),
        ('  text: "#d7dae0"\n', "", "mine.yaml:4:3: text is missing"),
        ("  accent:", "  acent:", "mine.yaml:7:3: there is no 'acent' here; did you mean 'accent'?"),
        ("dark: true", "dark: dusk", "mine.yaml:2:7: dark should be true or false, not 'dusk'"),
        ('muted: "#9aa1ad"', 'muted: "#333333"', "mine.yaml:1:1: dim can't be read well: #333333 on #16181d"),
        ("title: Dark", "title: D\nstyles: {urgnt: bold}", "mine.yaml:2:17: there is no role 'urgnt'; did you mean"),
        ("title: Dark", "title: D\nstyles: {urgent: bold dangr}", "mine.yaml:2:18: 'dangr' is no colour here"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in DARK
    found = errors(tmp_path, DARK.replace(old, new))
    assert any(error.startswith(expected) for error in found), found


def test_a_theme_of_ones_own_is_found_and_a_broken_one_is_left_out(tmp_path: Path) -> None:
    here = paths({"HOME": str(tmp_path)})
    own = here.config / "themes"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text(DARK.replace("title: Dark", "title: Mine"))
    (own / "broken.yaml").write_text("title: [")
    assert load_theme("mine", here).title == "Mine"
    assert "mine" in {t.name for t in available(here)}
    assert "broken" not in {t.name for t in available(here)}


rgb = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(rgb, rgb)
def test_contrast_is_the_same_both_ways_and_between_one_and_twenty_one(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21.0001
    assert contrast(one, one) == 1


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


EYES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""Linear RGB as such eyes see it (Machado, Oliveira, Fernandes 2009, table 1, severity 1)."""


def lab(colour: str, eyes: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of `#rrggbb` as *eyes* see it."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    red, green, blue = (min(1.0, max(0.0, sum(map(float.__mul__, row, linear)))) for row in EYES[eyes])
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in (
            (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
            0.2126 * red + 0.7152 * green + 0.0722 * blue,
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", [name for name in SHIPPED if name.startswith("colour-blind")])
def test_colour_blind_eyes_tell_apart_what_must_not_be_confused(name: str, eyes: str) -> None:
    colours = read_theme(FOLDER / f"{name}.yaml").colours
    seen = {role: lab(getattr(colours, role), eyes) for role in ("success", "warning", "danger", "public", "internal")}
    for one, other in (("success", "danger"), ("success", "warning"), ("warning", "danger"), ("public", "internal")):
        assert math.dist(seen[one], seen[other]) >= 20, (one, other)


def test_a_style_becomes_what_the_terminal_is_told() -> None:
    assert sgr("bold #8ce9fd on #000000", deep=True) == "1;38;2;140;233;253;48;2;0;0;0"
    assert sgr("#ff0000 on #5f5f5f", deep=False) == "38;5;196;48;5;59"
    assert sgr("italic bright_red on blue", deep=True) == "3;91;44"
    assert sgr("reverse default", deep=True) == "7"
