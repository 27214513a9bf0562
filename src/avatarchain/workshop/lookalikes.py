"""Names of a species that look like others because a letter is of another script.

A Cyrillic а in *fax* is no fault: people write names in any script. But two names of one locus
that look alike, or a word that mixes scripts, deserve a second look by whoever made the pack.
Only letters that nearly every font draws as a Latin letter count; they stand in the tables
here, script by script: the letters and digits that Unicode's list of confusables (UTS #39) gives
for one of A to Z, and a few more. Names that differ in nothing but case, width or hidden letters
are faults of a pack, which `species.faults` refuses.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from avatarchain.base.unicode import normal
from avatarchain.base.visible import folded
from avatarchain.species import SILENT, Species, title_of

_SCRIPTS = {
    "Cyrillic": (
        "АВЕЅІЈКМНОРСТХаеорсухіјѕһӏԁԛԝѵԌѴԜУҮЬҽꙇӀгѡү",
        "ABESIJKMHOPCTXaeopcyxijshldqwvGVWYYbeilrwy",
    ),
    "Greek": ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαγικνορυχϲϳϜͿϺσᴦ", "ABEZHIKMNOPTYXCayikvopuxcjFJMor"),
    "Armenian": ("ՕԼՏօսհզոցյՍքռգա", "OLSouhqngjUfnqw"),
    "Cherokee": ("ᎠᎡᎢᎪᎫᎬᎳᎷᎻᏀᏃᎥᏙᏚᏞᏟᏢᏦᏴᏳᏒᏕᏔᎩᎽᏏꮯᏧᏂꭵꮁꮪꮩꮃꮓ", "DRTAJEWMHGZiVSLCPKBGRSWYYbcdhirsvwz"),
    "Latin": (
        "ıɑɡꞴꞘꞲƦꞳƄᴄꬲꬵꞙẝᶃƍɪɩƖǀᴏᴑꬽꭇꭈꜱƽꞟᴜꭎꭒʋᴠɯᴡɣᶌʏỿꭚᴢ",
        "iagBFJRXbcefffggiillooorrssuuuuuvwwyyyyyz",
    ),
    "Canadian syllabics": ("ᗅᗷᗞᗪᖴᕼᒍᒪᗰᑭᖇᑌᐯᑲᖯᑯᕁᕽ᙭᙮", "ABDDFHJLMPRUVbbdxxXx"),
    "Lisu": ("ꓮꓐꓚꓓꓰꓝꓖꓧꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜꓒꓲ", "ABCDEFGHJKLMNOPRSTUVWXYZdI"),
    "Miao": ("𖽀𖼖𖼵𖼺𖼊𖽂𖼈𖽃𖼨", "ALRSTUVYI"),
    "Carian": ("𐊠𐊡𐊢𐊥𐋏𐊰𐊫𐊱𐊴𐊲", "ABCFHMOTXY"),
    "Lycian": ("𐊂𐊆𐊇𐊒𐊕𐊖𐊗𐊐𐊊", "BEFOPSTXI"),
    "Old Italic": ("𐌁𐌂𐌑𐌕𐌢𐌗𐌠𐌉", "BCMTXXII"),
    "Warang Citi": ("𑣲𑣩𑢦𑢮𑣂𑢢𑢣𑢲𑣠𑢵𑢼𑢸𑢠𑣯𑣦𑣬𑢤𑣥𑢩𑣃𑣈𑣗𑣁𑣘𑣀𑣜𑣄", "CCEEFFLLOOTUVWWXYZZioosuvyz"),
    "Coptic": ("ⲤⲎⲔⳐⲘⲚⲞⲢⲦⲬⲨ𐋵ⲥⲒⲟⲣⲅ", "CHKLMNOPTXYZcIopr"),
    "Deseret": ("𐐕𐐛𐐄𐐠𐐽𐐬𐑈", "CLOScos"),
    "Elbasan": ("𐔜𐔥𐔘𐔦𐔓𐔖𐔝𐔧", "CFKLNOVX"),
    "Tifinagh": ("ⴹⵔⵕⴸⵝⵏ", "EOQVXl"),
    "Runic": ("ᛕᛖᚷᛁ", "KMXI"),
    "digits and circles of many scripts": ("০୦𑓐ଠ۷۱०੦૦௦౦೦൦๐໐၀۵ഠဝ", "OOOOVlooooooooooooo"),
    "Ethiopic": ("ዐሀ", "OU"),
    "Osage": ("𐓂𐒴𐓎𐓪𐓶", "ORUou"),
    "Bamum": ("ꛟ", "V"),
    "Georgian": ("ჿყ", "oy"),
    "Ahom": ("𑜆𑜊𑜎𑜏", "vwww"),
}
_LATIN = {
    ord(letter): latin
    for letters, latins in _SCRIPTS.values()
    for letter, latin in zip(letters, latins, strict=True)
}


_SINGLE = str.maketrans({"1": "l", "i": "l", "0": "o", "5": "s", "-": None, "_": None, " ": None})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Letters, digits and pairs of letters that are mistaken for others, in words of small letters."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A name in a place of a species that looks like another, `like`, in Latin letters.

    `twin` tells whether the place has both names.
    """

    place: str
    name: str
    like: str
    twin: bool

    def __str__(self) -> str:
        letters = ", ".join(
            unicodedata.name(letter) for letter in dict.fromkeys(self.name) if ord(letter) in _LATIN
        )
        also = ", which is there too" if self.twin else ""
        return f"{self.place}, {self.name}: looks like {self.like}{also} ({letters})"


def lookalikes(species: Species) -> list[LookAlike]:
    """The names of loci and forms that look like others, in the order of the loci."""
    loci = [locus for locus in species.loci if locus.kind != SILENT]
    rows = _alike("loci", [title_of(locus) for locus in loci])
    for locus in loci:
        rows += _alike(title_of(locus), locus.forms or [allele.name for allele in locus.alleles])
    return rows


def namesake(species: Species, others: Iterable[Species]) -> Species | None:
    """The first of the others that has this species' name, or one that looks like it.

    None if there is none, or if this species is among the others.
    """
    others = list(others)
    if any(other.id == species.id for other in others):
        return None
    alike = (other for other in others if _seen(other.name) == _seen(species.name))
    return next(alike, None)


def _seen(name: str) -> str:
    """A name as it looks at a glance: equal for names that are mistaken for each other.

    It is in Latin letters, without case, width, hidden letters, hyphens and spaces, and of signs
    and pairs that look alike it has one.
    """
    seen = folded(normal("NFKC", name).translate(_LATIN)).translate(_SINGLE)
    for pair, letter in _PAIRS:
        seen = seen.replace(pair, letter)
    return seen


def look_like(name: str, others: Iterable[str]) -> list[str]:
    """Sentences about a name that looks like one of the others, or that mixes scripts."""
    rows = _alike("the name", [name, *(other for other in others if other != name)])
    return [str(row) for row in rows if row.name == name]


def _alike(place: str, names: Sequence[str]) -> list[LookAlike]:
    there = {folded(name): name for name in names}
    rows = []
    for name in dict.fromkeys(names):
        latin = normal("NFKC", name).translate(_LATIN)
        twin = there.get(folded(latin))
        if latin == name or twin == name:
            continue
        if twin is not None or any(_is_mixed(word) for word in name.split()):
            rows.append(LookAlike(place, name, twin or latin, twin is not None))
    return rows


def _is_mixed(word: str) -> bool:
    """Whether a word has Latin letters, and others that look like Latin ones."""
    latin = {letter for letter in word if unicodedata.name(letter, "").startswith("LATIN ")}
    return bool(latin) and any(ord(letter) in _LATIN for letter in set(word) - latin)
