"""Who works on two desks goes from one to the other, and what was begun is there again."""

from pathlib import Path

from person import Home

PROFILES = "me: dana\nprofiles:\n  acme: {desk: ~/acme.desk}\n  bolt: {desk: ~/bolt.desk, theme: light}\n"


def test_from_one_desk_to_the_other_and_back_with_a_draft_kept_and_from_another_shell_too(tmp_path: Path) -> None:
    home = Home(tmp_path)
    settings = tmp_path / ".config" / "supportterm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(PROFILES)
    for desk in ("acme", "bolt"):
        home.shell("init", "--desk", f"{tmp_path}/{desk}.desk")
        home.shell("--profile", desk, "new", "--from", "kim@mail.test", "--subject", f"Question for {desk}", "Hello")
    with home.console("--profile", "acme") as console:
        console.see("Question for acme")
        console.press("n")
        console.see("INTERNAL NOTE")
        console.type("half a thought")
        console.press("esc")
        console.see("go on writing")
        console.type(":switch bolt\r")
        console.see("Question for bolt")
        assert "acme" not in console.text
        assert home.shell("--profile", "bolt", "remote", ":switch acme") == "ok\n"
        console.see("Question for acme")
        console.press("n")
        console.see("half a thought", "your draft is here again")
        console.press("ctrl+q")
        assert console.wait() == 0
