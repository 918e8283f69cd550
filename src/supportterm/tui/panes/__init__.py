"""The panes of the console, and what each of them promises.

A pane paints what it was given and says what the person wants. It reads through the `Desk` it was built with and opens
neither store nor socket. Whatever changes a ticket is a command line, posted as `messages.Run`; only the composer and
the chat's answer line hand what was typed in them to the desk themselves.

* Built as `Queue(desk, look, id="queue")`, when it is first shown and not before.
* `context`: the keymap context that holds while the pane, or something in it, has the focus.
* `facts()`: what keymap selectors may ask here (`view`, `channel`, `status`, `kind`; see config/keymap.py).
* `inner()`: the widget in it that takes the focus, when that is not the pane itself.
* `title`: one or two plain words, for the header.
* `subjects()`: ids of the tickets that a command acts on while this pane has the focus, the cursor's or the selected.
* `move(rows)`, `page(pages)`, `jump(to_end)`: what `j`, `k`, page keys, `g g` and `G` do here. Never raise at an edge.
* `activate()`: what Enter does here.
* `back()`: Escape goes one step back inside the pane and answers True, or there is none and it answers False.
* `show(ticket, message=None, words=())` of ticket, chat and customer: the ticket with this id, at a message when one is
  named, with the words that were searched for marked.
* What `commands.face.Console` says of reading (`next_message`, `fold_quotes`, `attachments`, `next_chat`) is passed on
  to the method of that name of the ticket or chat pane, whichever is open; what it says of writing (`write`, `insert`,
  `address`, `send`, `discard`, `external_editor`, `attach`) to the composer; `articles(text)` and `article(name)` to
  the knowledge pane.
* `desk_changed()`: somebody, here or in another process, changed the desk. Read again what is shown; the line under the
  cursor stays where it is on the screen, and nothing is painted that did not change.
* `accompany(others)`: who else is at the ticket it shows; said again after each `show`.
* `look_changed()`: the theme changed; forget painted strips.

`Pane` (panes/base.py) has quiet answers for all of these: a widget says `class Timeline(Lines, Pane)` or
`class Composer(Pane, Widget)` and overrides what it means. Long content is drawn by `widgets.lines.Lines`; colours come
from `Look` by role and never from a literal; outside text has passed `core.safe` before it becomes part of a strip, and
never is markup.
"""
