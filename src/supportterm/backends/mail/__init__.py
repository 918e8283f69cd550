"""Mail: IMAP brings it, SMTP takes it away. `driver.MAIL` is what the entry point names.

**Nothing is sent twice.** SMTP has no way to ask whether a mail was accepted, so a mail whose last answer was lost may
have left. Four things together make it safe to say more:

- Each mail has one Message-ID, made from its step's marker: sent again it is the same mail, and programs that see it
  twice show it once.
- All that fails before the end of DATA was not sent (RFC 5321, 4.1.1.4), and is told as such. Only from the first byte
  of that end until its answer is it `Uncertain`.
- Each mail has one more recipient, ourselves (`bcc_self`), accepted or refused with all others. The copy that comes
  back proves that the server took the mail for everybody; so does a copy among the sent mails of a server that files
  them itself. `find` looks for both.
- A copy that does not come proves something only where copies do come back, in time. So the marker is `stored` only
  when a copy of something that we know to have left has been seen in the mailboxes, and half an hour is given to the
  one that is looked for; the longest answer to DATA takes ten minutes. Everywhere else a person is asked, and so it is
  when a mailbox that copies come to can't be opened.

What is left: a server that takes a mail, loses the line, delivers to the customer at once and to ourselves, in the same
transaction, more than half an hour later. Then the same mail leaves again, under the same Message-ID.
"""

from supportterm.backends.mail.driver import MAIL as MAIL
