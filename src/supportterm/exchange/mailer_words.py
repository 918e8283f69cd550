"""What mail programs write around quoted mail, in the languages of their users. Regular expressions, any case."""

from typing import Final

WROTE: Final = (
    "wrote", "writes", "schrieb", "schreibt", "a écrit", "écrit", "escribió", "ha scritto", "scritto", "escreveu",
    "schreef", "geschreven", "skrev", "kirjoitti", r"написала?", "написав", "пишет", "пише", r"писала?",
    r"napisał(?:\(a\)|a)?", "pisze", "写道", "寫道", "書きました", "のメール",
)  # fmt: skip

BEFORE_A_DATE: Final = (
    "On", "At", "Am", "Le", "El", "Il", "Op", "Em", "No dia", "Den", "Dnia", "W dniu", "På", "Kl",
)  # fmt: skip

WEEKDAYS: Final = (
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
    "mo", "di", "mi", "do", "fr", "sa", "so", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд",
)  # fmt: skip
"""Beginnings; anything but a letter may follow the rest of the name."""

WEEKDAYS_WHOLE: Final = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень", "在", "于")

ABOVE_A_MAIL: Final = (
    "original[ -]message", "forwarded message", "forwarded by", "weitergeleitete nachricht",
    "urspr(?:ü|ue)ngliche nachricht", "message d'origine", "message transféré", "message original",
    "mensaje original", "mensaje reenviado", "messaggio originale", "messaggio inoltrato", "mensagem original",
    "mensagem encaminhada", "oorspronkelijk bericht", "doorgestuurd bericht", "originalmeddelande",
    "vidarebefordrat meddelande", "oprindelig meddelelse", "opprinnelig melding", "alkuperäinen viesti",
    "wiadomość oryginalna", "wiadomość przekazana", "исходное сообщение", "пересланное сообщение", "原始邮件",
    "原始郵件", "転送メッセージ", "元のメッセージ",
)  # fmt: skip
"""Between rulers."""

BEGINS_A_FORWARD: Final = (
    "begin forwarded message:", "inicio del mensaje reenviado:", "anfang der weitergeleiteten nachricht:",
    "début du message réexpédié :",
)  # fmt: skip

FROM_FIELDS: Final = (
    "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "от", "від", "发件人", "寄件者", "差出人",
    "expéditeur", "remitente", "mittente",
)  # fmt: skip

OTHER_FIELDS: Final = (
    "sent", "sent on", "to", "cc", "subject", "date", "reply-to", "importance", "organization",
    "gesendet", "an", "betreff", "datum", "antworten an", "envoyé", "à", "objet", "enviado(?: el)?", "enviada em",
    "para", "asunto", "fecha", "assunto", "inviato", "a", "oggetto", "data", "risposta", "verzonden", "aan",
    "onderwerp", "skickat", "till", "ämne", "sendt", "til", "emne", "dato", "lähetetty", "vastaanottaja", "aihe",
    "päivämäärä", "wysłano", "do", "temat", "отправлено", "кому", "тема", "дата", "копия", "发送时间", "收件人", "主题",
    "日期", "抄送", "送信日時", "宛先", "件名", "日時",
)  # fmt: skip

SENT_FROM: Final = (
    r"(?:sent|from|gesendet|versendet) (?:from|via|by|with|using|my|von|mit|aus|über)\b",
    r"from my \w+", r"\w+(?: \w+)? from mobile", r"get \[?outlook for", "обзор outlook",
    "envoyé (?:de|depuis|avec|à partir)", "télécharge[rz]? outlook", "von meinem .{1,40}gesendet",
    "diese nachricht wurde von", "enviado (?:desde|do|de|con|a partir)", "inviato (?:da|con|dal)",
    "verzonden (?:vanaf|met|via|vanuit)", "verstuurd (?:vanaf|met|via)", "wysłan[oey] (?:z|za)", "skickat från",
    "sendt fra", r"lähetetty \S+sta", "отправлено (?:с|из|через)", "надіслано (?:з|із)",
    r"[从從]我的 ?\S+ ?(?:发送|傳送|寄出)", "发自我的", "傳自我的", "iphoneから送信", r"私の\S+から送信",
)  # fmt: skip
"""How the signatures of telephones begin."""
