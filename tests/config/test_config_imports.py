"""What the configuration may load: the shell starts faster than a person blinks."""

import subprocess
import sys


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_settings_that_are_not_there_load_no_yaml() -> None:
    code = "from supportterm.config.paths import paths; from supportterm.config.settings import load\n"
    assert "yaml" not in loaded_by(code + "load(here=paths({'HOME': '/nonexistent'}))")


def test_keymaps_themes_and_macros_load_no_textual() -> None:
    loaded = loaded_by("import supportterm.config.keymap_file, supportterm.config.themes, supportterm.config.macros")
    assert not {"textual", "rich", "yaml"} & loaded


def test_the_key_engine_is_pure() -> None:
    assert not {"textual", "rich", "yaml", "sqlite3"} & loaded_by("import supportterm.tui.keys.engine")
