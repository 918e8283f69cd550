"""The files that hang on demo messages, made up from their names."""

import json
import struct
import zlib
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "log": "text/plain",
    "png": "image/png",
    "py": "text/x-python",
    "txt": "text/plain",
    "xml": "application/xml",
}


def media_type(name: str) -> str:
    return MEDIA_TYPES[name.rpartition(".")[2]]


def made_up(name: str, now_ms: int) -> bytes:
    """The content of a file called *name*: the same for the same name and moment.

    Raises KeyError for an ending that is not in `MEDIA_TYPES`.
    """
    random = Random(name)
    day = datetime.fromtimestamp(now_ms / 1000, UTC).replace(microsecond=0)
    stem, _, ending = name.rpartition(".")
    match ending:
        case "png":
            return _picture(random)
        case "csv":
            return _table(stem, random, day).encode()
        case "log" | "jsonl":
            return _log(ending, random, day).encode()
        case "ics":
            return _calendar(random, day).encode()
        case "json":
            return json.dumps({"event": "job.closed", "sequence": 4, "job": {"title": "Rørlegger på Ås"}}).encode()
    return _TEXTS[ending].encode()


_TABLES: Final = {
    "statement": ("date;text;amount", "{date};QUILLBECK QB-20447 CARD;-266.00"),
    "factures": ("numero;client;date;taux", "FA-{n};{customer};{date};20,00"),
    "customers": ("number,name,street,town", "{n},{customer},{house} Tern Road,Hull"),
    "mileage": ("date,from,to,miles", "{date},Yard,{customer},{house}.4"),
    "export": ("date;invoice;net", "{date};INV-{n};1.234,{house}"),
    "bands": ("seats from,seats to,price", "{house},{n},per year"),
    "people": ("name,mail,crew", "{customer},crew{house}@solterra.example,{n}"),
}
_CUSTOMERS: Final = (
    "Harbour Hotel",
    "Mrs Pell",
    "Tern Road school",
    "Villa Orsini",
    "Müller & Söhne",
    "=1+1 Ltd",
    "北港倉庫",
)


def _table(stem: str, random: Random, day: datetime) -> str:
    head, row = _TABLES[stem]
    lines = [
        row.format(
            date=(day - timedelta(days=i)).date(),
            n=random.randint(1000, 9999),
            house=random.randint(1, 98),
            customer=random.choice(_CUSTOMERS),
        )
        for i in range(random.randint(2, 40))
    ]
    return "\r\n".join((head, *lines, ""))


def _log(ending: str, random: Random, day: datetime) -> str:
    lines = []
    for i in range(120):
        at = (day - timedelta(seconds=9000 - 70 * i)).isoformat()
        job = random.choice((22871, 22874, 22880))
        if ending == "jsonl":
            status = random.choice((200, 200, 200, 200, 429))
            lines.append(json.dumps({"at": at, "path": "/v2/jobs", "status": status, "request": f"req_{i:08x}"}))
        else:
            word = random.choice(("queued", "sent", "kept", "conflict: server version is newer", "conflict resolved"))
            lines.append(f"{at} sync job={job} field=state {word}")
    return "\n".join((*lines, ""))


def _calendar(random: Random, day: datetime) -> str:
    events = []
    for i in range(6):
        begins = f"{day + timedelta(days=i):%Y%m%d}T{random.randint(8, 16):02d}0000"
        events += ["BEGIN:VEVENT", f"UID:visit-{i}@quillbeck.example", f"DTSTART;TZID=Europe/London:{begins}"]
        events += [f"SUMMARY:{random.choice(_CUSTOMERS)}", "END:VEVENT"]
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Quillbeck//EN", *events, "END:VCALENDAR", ""))


def _picture(random: Random, size: int = 96) -> bytes:
    """A PNG of soft stripes: small, valid, and different for each name."""
    red, green, blue = (random.randint(40, 200) for _ in range(3))
    rows = b"".join(
        b"\0" + bytes(c for x in range(size) for c in (red, (green + x + y) % 256, (blue + 2 * y) % 256))
        for y in range(size)
    )
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


_TEXTS: Final = {
    "xml": """<?xml version="1.0"?>
<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_removed" Version="2.0">
  <saml:Issuer>https://login.solterra.example/</saml:Issuer>
  <saml:Conditions><saml:AudienceRestriction><saml:Audience>quillbeck</saml:Audience>
  </saml:AudienceRestriction></saml:Conditions>
</saml:Assertion>
""",
    "py": """import hmac, json

def valid(secret: bytes, body: bytes, signature: str) -> bool:
    escaped = json.dumps(json.loads(body)).encode()
    return hmac.compare_digest(hmac.new(secret, escaped, "sha256").hexdigest(), signature)
""",
    "txt": "LABEL 62x29\nNAME: Burrow & Buzz 🐝\nCREW: 👩‍🔧 🇳🇿\n",
}
