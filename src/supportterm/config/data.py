"""Where the shipped keymaps and themes lie: at the top of a checkout, or inside the installed package."""

from pathlib import Path


def data_dir(kind: str) -> Path:
    """The folder of shipped *kind* (`keymaps`, `themes`). Raises FileNotFoundError when it is not installed."""
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / kind).is_dir():
        return checkout / kind  # an editable install too: it has no copy in the package
    shipped = Path(__file__).resolve().parents[1] / "_data" / kind
    if shipped.is_dir():
        return shipped
    raise FileNotFoundError(f"the {kind} that come with supportterm are missing from this installation")
