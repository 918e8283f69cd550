"""A dozen tickets with a history, made through REST 2.0 as people make them: a merge, a deletion, files, many tongues.

usage: request_tracker_tickets.py URL TOKENS.json
"""

import base64
import json
import sys
import urllib.request
from typing import Any

SUBJECTS = (
    "Cannot log in after the update",
    "Invoice shows the wrong address",
    "VPN drops every hour",
    "Refund for order 1001",
    "App crashes on start",
    "Sähköposti ei saavu perille",
    "印刷できません",
    "Where do I change my plan?",
    "API answers 502",
    "API answers 502, again",
    "Please delete me",
    "Lost my second factor",
)
SEVERITIES = ("S1", "S2", "S3", "S4")
QUEUES = ("Support", "Support", "General", "Tier2", "Tier3")


def main(url: str, tokens: dict[str, str]) -> None:
    def call(method: str, path: str, body: object = None, user: str = "alice") -> Any:
        headers = {"Authorization": f"token {tokens[user]}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{url}/REST/2.0{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            raw = answer.read()
        return json.loads(raw) if raw else None

    def say(ticket: int, kind: str, text: str, user: str, **more: object) -> None:
        call("POST", f"/ticket/{ticket}/{kind}", {"Content": text, "ContentType": "text/plain"} | more, user)

    def opened(at: int, subject: str, **more: object) -> int:
        body = {
            "Queue": QUEUES[at % len(QUEUES)],
            "Subject": subject,
            "Requestor": f"customer{at % 5}@customer.test",
            "Content": f"Hello,\n\n{subject}. It has ünïcode.\n\n-- \nCustomer {at % 5}",
            "ContentType": "text/plain",
            "Priority": str((0, 25, 50, 75, 100)[at % 5]),
            "CustomFields": {"Severity": SEVERITIES[at % 4], "Serial": f"SN-{at:05d}", "Tags": ["seed", f"t{at % 3}"]},
        } | more
        return int(call("POST", "/ticket", body)["id"])

    log = base64.b64encode(b"line\n" * 200).decode()
    file = {"FileName": "log.txt", "FileType": "text/plain", "FileContent": log}
    ids = [opened(at, s, **({"Attachments": [file]} if at == 4 else {})) for at, s in enumerate(SUBJECTS)]
    for at in range(6):
        say(ids[at], "correspond", f"Thank you for writing, we look into it ({at}).", ("alice", "bob", "carol")[at % 3])
        say(ids[at], "comment", f"Seen before, look at the logs ({at}).", "bob")
    call("PUT", f"/ticket/{ids[0]}", {"Owner": "alice", "Priority": "80"})
    call("PUT", f"/ticket/{ids[1]}", {"Owner": "bob", "Status": "stalled"}, "bob")
    call("PUT", f"/ticket/{ids[2]}", {"Status": "resolved"})
    call("PUT", f"/ticket/{ids[3]}", {"Status": "rejected"})
    call("PUT", f"/ticket/{ids[4]}", {"Queue": "Tier3", "Due": "2030-01-02 03:04:05"})
    call("PUT", f"/ticket/{ids[5]}", {"CustomFields": {"Severity": "S1", "Tags": ["seed", "post"]}})
    call("PUT", f"/ticket/{ids[9]}", {"MergeInto": ids[8]})
    call("DELETE", f"/ticket/{ids[10]}")
    hidden = {"Queue": "Personnel", "Subject": "Not for the robot", "Content": "secret", "ContentType": "text/plain"}
    call("POST", "/ticket", hidden, "carol")


if __name__ == "__main__":
    with open(sys.argv[2]) as tokens_file:
        main(sys.argv[1], json.load(tokens_file))
