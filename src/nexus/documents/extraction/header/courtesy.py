"""The words with which letters and mails begin, introduce and end."""

import re

from nexus.documents.extraction.values.text import fold

_PARTING = re.compile(
    r"\b(?:regards|sincerely|faithfully|thanks|thank you|cheers|best wishes|respectfully|grussen|gruss|grusse|"
    r"hochachtungsvoll|mfg|atenciosamente|cordialmente|att|obrigad[oa]|abracos|cordialement|salutations|"
    r"saludos|atentamente|saluti|distinti|groet|groeten)\b|با احترام|با تشکر|با سپاس|"
    r"ارادتمند"
)
_GREETING = re.compile(
    r"^(?:dear|hello|hi|good (?:morning|day|afternoon)|sehr geehrte|hallo|guten (?:tag|morgen)|prezad[oa]s?|"
    r"ola|bom dia|boa (?:tarde|noite)|bonjour|madame|messieurs|estimad[oa]s?|buenos dias|gentil[ei]|buongiorno|"
    r"spettabile|geachte|beste)\b|^(?:با )?سلام|^احتراما"
)
_INTRODUCES = re.compile(
    r"\b(?:dear|hello|hi|thank you|thanks|look forward|following|below|listed|attached|enclosed|sehr geehrte|"
    r"hallo|guten tag|anbei|folgende[nr]?|untenstehende[n]?|freuen uns|beigefugt|prezad[oa]s?|bom dia|segue|"
    r"em anexo|abaixo|seguintes|aguardamos|ci-joint|ci-dessous|suivants?|bonjour|adjunt[oa]s?|siguientes|"
    r"estimad[oa]s?|allegat[oa]|seguenti|gentili|bijgevoegd|onderstaande|geachte|confidential|vertraulich|page|"
    r"seite|this message|this email|automatically)\b|زیر|ذیل|پیوست|ضمیمه|سلام|احتراما"
)


_ON_BEHALF = re.compile(r"(?:i\. ?[AV]\.|ppa\.|p\.p\.|gez\.)")


def is_parting(text: str) -> bool:
    """Tell whether a short line says goodbye: the name comes next."""
    return len(text) < 60 and bool(_PARTING.search(fold(text)) or _ON_BEHALF.fullmatch(text.strip()))


def is_courtesy(text: str) -> bool:
    """Tell whether a line greets or says goodbye."""
    return bool(_GREETING.search(fold(text))) or is_parting(text)


def introduces(text: str) -> bool:
    """Tell whether a sentence greets, introduces the items or what is attached, or is small print."""
    return bool(_INTRODUCES.search(fold(text)))
