"""Names that mean harm to a terminal, or to whoever reads it: one corpus for all commands.

Each is a text that a pack, a file or a node may hold. A file cannot be called by those with a
slash or a NUL; `FILE_NAMES` has the others, and two that are no UTF-8.
"""

import os
import re
import unicodedata

NAMES = (
    # commands to a terminal
    "\x1b]0;owned\x07",
    "\x1b]52;c;cm0gLXJmIH4=\x07",
    "\x1b]8;;http://example.invalid\x1b\\fox\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1b[1A\x1b[2Kok",
    "\x1b[31mred",
    "\x1b[?1049h",
    "\x1bPq#0\x1b\\",
    "\x1b[5n",
    "\x9b31mfox",
    "\x9d0;owned\x9c",
    "\x90fox\x9c",
    "fox\x07",
    "fox\x08\x08\x08cat",
    "fox\x7f",
    "fox\x0e",
    "\x05fox",
    "fox\x1b",
    # lines that are forged
    "a.png: verified\n  ok    papers         whole",
    "fox\rcat",
    "fox\r\ncat",
    "fox\x0bcat",
    "fox\x0ccat",
    "fox\x85cat",
    "fox\u2028cat",
    "fox\u2029cat",
    "fox\tcat",
    # directions
    "\u202egnp.xof",
    "\u2066fox\u2069",
    "fox\u2067cat",
    "fox\u200fcat",
    "\u061cfox",
    # letters that are not seen
    "fox\u200b",
    "fo\u2060x",
    "\ufefffox",
    "fox\u00ad",
    "fox\u3164",
    "\u115ffox",
    "\uffa0fox",
    "fox\u2800",
    "fox\ufe0f",
    "fo\u200dx",
    "fo\u034fx",
    "fox\U000e0061\U000e007f",
    "fox\U000e0100",
    "fox\ue000",
    "fox\U0010ffff",
    # markup of rich, emoji codes, templates
    "[/]",
    "[bold]fox[/bold]",
    "[link=http://example.invalid]fox[/link]",
    "\\[fox]",
    "[@click=app.bell]fox",
    ":skull:",
    "{task.description}",
    "%s %(name)s {0}",
    "$(reboot)",
    "fox (hidden)",
)

FILE_NAMES = (
    *(name for name in NAMES if "/" not in name),
    os.fsdecode(b"fox\xff\xfe"),
    os.fsdecode(b"\x9b31m\xc3"),
)

_OURS = re.compile(r"\x1b\[[0-9;]*m")  # colours, bold and dim, which the program sets itself


def hostile_letters(text: str, *, colours: bool = False) -> set[str]:
    """The letters in a text that a terminal obeys or does not show, other than line ends.

    With `colours` the program's own codes for colours do not count. Nothing of the program is
    used here, so that both would have to be wrong.
    """
    if colours:
        text = _OURS.sub("", text)
    drawn_by_none = "\u034f\u115f\u1160\u2800\u3164\uffa0\ufe0f\U000e0100"
    return {
        letter
        for letter in text.replace("\n", "")
        if letter in drawn_by_none
        or unicodedata.category(letter)[0] == "C"
        or letter in "\u2028\u2029"
    }
