"""What the keys do with files of the open ticket: which file is meant, then the work in a thread."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widget import Widget

from supportterm.core.nouns import Attachment, Message
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.desk import StoreError
from supportterm.tui.dialogs.lists import Choose, Reading
from supportterm.tui.dialogs.question import Option
from supportterm.tui.messages import Ask, Say
from supportterm.tui.panes import attachments

if TYPE_CHECKING:
    from supportterm.desk import Desk

log = logging.getLogger(__name__)

Act = Callable[[Attachment], None]


class FileActions:
    """Works on the files of *widget*'s current message; what comes of it is said through *widget*."""

    def __init__(self, desk: "Desk", widget: Widget) -> None:
        self._desk = desk
        self._widget = widget

    def do(self, message: Message | None, action: str, argument: str = "") -> None:
        """*action* is list, open, save or pipe; *argument* a file's name or number, a path, or a program.

        Raises Refused when the message has no file, or none of this name.
        """
        files = self._desk.attachments(message.id) if message and message.attachments else ()
        if not files:
            raise Refused("this message has no files; `next-message 1` and `next-message -1` go to the others")
        match action:
            case "list":
                self._choose("open which file?", files, self._open)
            case "open" if argument:
                self._open(_named(files, argument))
            case "open":
                self._pick("open which file?", files, self._open)
            case "save":
                self._pick("save which file?", files, lambda file: self._save(file, argument))
            case "pipe":
                self._pick("pipe which file?", files, lambda file: self._pipe(file, argument))

    def _open(self, file: Attachment) -> None:
        self._later(file, lambda: attachments.open_with(self._desk.attachment_path(file.digest), file.name), "opened")

    def _save(self, file: Attachment, where: str) -> None:
        def work() -> str:
            return f"saved as {attachments.save(self._desk.attachment_path(file.digest), file.name, where)}"

        self._later(file, work)

    def _pipe(self, file: Attachment, command: str) -> None:
        def work() -> None:
            lines = attachments.pipe(self._desk.attachment_path(file.digest), command)
            self._widget.post_message(Ask(Reading(command, lines, self._widget.screen.size.width - 3)))

        self._later(file, work)

    def _here(self, file: Attachment) -> bool:
        """Whether there is anything to work on; says so when there is not."""
        if not file.digest:
            where = "still where the ticket lives; the keeper fetches it" if file.remote else "gone where it was"
            self._widget.post_message(Say(f"{safe_line(file.name, 60)} is {where}", "warn"))
        return bool(file.digest)

    def _later(self, file: Attachment, work: Callable[[], str | None], done: str = "") -> None:
        """Do *work* in a thread; what it answers, or *done*, is said."""
        if not self._here(file):
            return

        def run() -> None:
            try:
                words = work() or done
            except Exception as error:
                if not isinstance(error, (Refused, OSError, StoreError)):
                    log.exception("%s of a file failed", work.__name__)
                self._widget.post_message(Say(f"{safe_line(file.name, 60)}: {error}", "warn"))
            else:
                if words:
                    self._widget.post_message(Say(f"{safe_line(file.name, 60)} {words}"))

        self._widget.run_worker(run, thread=True, group="files", exit_on_error=False)

    def _pick(self, title: str, files: tuple[Attachment, ...], act: Act) -> None:
        if len(files) == 1:
            act(files[0])
        else:
            self._choose(title, files, act)

    def _choose(self, title: str, files: tuple[Attachment, ...], act: Act) -> None:
        options = [
            Option(f"{number} {safe_line(file.name, 80)}", f"{safe_line(file.media_type, 40)}, {file.size:,} bytes",
                   str(number))
            for number, file in enumerate(files, 1)
        ]  # fmt: skip
        self._widget.post_message(Ask(Choose(title, options, lambda number: act(files[int(number) - 1]))))


def _named(files: tuple[Attachment, ...], name: str) -> Attachment:
    if name.isdecimal() and 1 <= int(name) <= len(files):
        return files[int(name) - 1]
    found = next((file for file in files if file.name == name or safe_line(file.name, 120) == name), None)
    if found is None:
        raise Refused(f"there is no file {name!r} here; there are 1 to {len(files)}")
    return found
