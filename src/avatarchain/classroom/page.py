"""One file for each lesson: markup, styles, scripts, drawings and data, without links.

It works from a disk. A content security policy in it allows only its own scripts and styles, by
their hashes, so the page cannot load or send anything. It is written only if it contains none of
the lesson's secrets and is small enough for a phone.
"""

import json
from base64 import b64encode
from hashlib import sha256
from importlib import resources
from typing import Any

from avatarchain.classroom.leaks import leaks
from avatarchain.classroom.lessons import MOST_BYTES, Content, kind_of, sealed
from avatarchain.classroom.register import Class
from avatarchain.errors import PageTooLarge
from avatarchain.species import Species

LANGUAGES = ("en", "fr")


def file_name(lesson: str, language: str) -> str:
    """The name of a page's file; it includes the language unless that is English."""
    return f"{lesson}.html" if language == "en" else f"{lesson}.{language}.html"


def written(here: Class, content: Content, species: Species, language: str) -> bytes:
    """The bytes of a page of a lesson. Raises PageTooLarge if it is too large for a phone."""
    words = _words(language)
    seals = [
        sealed(part.answer, here.salt(content.lesson, pupil))
        for pupil, part in enumerate(content.parts, start=1)
    ]
    data = {
        "class": here.mark,
        "name": here.name,
        "lesson": content.lesson,
        **content.visible,
        "words": {**words["all"], **words[content.kind]},
        **_named(species, words, content.visible.get("locus")),
        "choices": _choices(species, content.lesson),
        "pupils": [
            {**part.visible, "seal": seal} for part, seal in zip(content.parts, seals, strict=True)
        ],
    }
    page = _markup(here, content, data, language)
    if len(page) > MOST_BYTES:
        raise PageTooLarge(size=-(-len(page) // 1000), most=MOST_BYTES // 1000)
    secrets = [here.seed, here.master(content.lesson)]
    secrets += [here.salt(content.lesson, pupil) for pupil in range(1, here.pupils + 1)]
    secrets += [secret for part in content.parts for secret in part.secrets]
    leaked = leaks(page, secrets, [",".join(part.answer) for part in content.parts])
    if leaked:
        raise AssertionError(f"the page would tell {leaked[:3]}")  # a mistake of ours
    return page


def _markup(here: Class, content: Content, data: dict[str, Any], language: str) -> bytes:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("avatarchain", "classroom/page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    house = resources.files("avatarchain")
    rules = house / "gallery" / "page" / "genetics.js"
    own = [house / "classroom" / "page" / name for name in ("lesson.js", f"{content.kind}.js")]
    paths = [rules, *own] if "art" in data else own
    scripts = [path.read_text(encoding="utf-8") for path in paths]
    styles = (house / "classroom" / "page" / "lesson.css").read_text(encoding="utf-8")
    markup = environment.get_template(f"{content.kind}.html.j2").render(
        language=language,
        name=here.name,
        pupils=here.pupils,
        words=data["words"],
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        scripts=scripts,
        styles=styles,
        script_hashes=[_hash(script) for script in scripts],
        style_hash=_hash(styles),
    )
    return markup.encode()


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _words(language: str) -> dict[str, Any]:
    path = resources.files("avatarchain") / "classroom" / "page" / f"words-{language}.json"
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words


def _choices(species: Species, lesson: str) -> list[list[str]]:
    """The possible values of each word of an answer, so that the page can try a salt on all."""
    kind = kind_of(species, lesson)
    return [sorted(choice) for choice in kind.choices] if kind else []


def _named(species: Species, words: dict[str, Any], locus: int | None) -> dict[str, Any]:
    """The name of the lesson's locus, and of each allele the name in answers and for people."""
    if locus is None:
        return {}
    name = species.loci[locus].name
    spelled, forms = words["forms"].get(name, {}), species.loci[locus].alleles
    return {
        "part": words["parts"][name],
        "forms": [[allele.name, spelled.get(allele.name, allele.name)] for allele in forms],
    }
