"""A collection: the avatars of one species in one registry, opened for use.

Each method is short: what it does is told here, and done by the rooms below. The first `mint` on
a development chain deploys the registry, as the command does. If something cannot be done, one
of the classes in `errors` is raised, where possible before anything is sent.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatarchain import index
from avatarchain import registry as registries
from avatarchain.audit.findings import Finding
from avatarchain.base.canonical import to_hex
from avatarchain.base.home import write
from avatarchain.base.kinds import checked
from avatarchain.births.breeding import offer_stud
from avatarchain.births.founders import Founder, check_count, collection
from avatarchain.births.jobs import Job
from avatarchain.births.unreported import next_child, reported
from avatarchain.chain import DEVELOPMENT_CHAINS, Chain
from avatarchain.chain.notation import parse_address
from avatarchain.errors import MixedSpecies
from avatarchain.gallery import contents_of, write_models, write_site
from avatarchain.genetics.seeds import seed_from_hex
from avatarchain.index.events import Happenings, happenings
from avatarchain.keys import seal
from avatarchain.keys.accounts import Ask, default, passphrase
from avatarchain.library.audits import findings_on
from avatarchain.library.avatar import Avatar, Pedigree
from avatarchain.library.details import details
from avatarchain.library.exports import ExportOptions, exported, of_avatars
from avatarchain.library.genome import Genome, as_seed, founder
from avatarchain.library.kept import (
    Watch,
    kept,
    new_job,
    unfinished,
    unfinished_job,
    unwatched,
)
from avatarchain.library.kin import kin
from avatarchain.library.lists import Page, Selection, count, listed
from avatarchain.library.mints import mint_founders
from avatarchain.library.odds import Odds, odds_of
from avatarchain.library.promises import Promises
from avatarchain.library.prompts import asked_once, no_terminal, without_prompt
from avatarchain.library.reports import judged
from avatarchain.library.steady import steady
from avatarchain.papers import trust
from avatarchain.papers.issuer_keys import key_in_force
from avatarchain.papers.origin import provenance
from avatarchain.papers.pictures import PictureOptions, picture
from avatarchain.papers.report import Report
from avatarchain.papers.vouching import Terms, vouching
from avatarchain.registry import Registry, find_pinned
from avatarchain.registry.names import forget_name, give_name, names_in
from avatarchain.registry.receivers import hand_over
from avatarchain.session import opening, writing
from avatarchain.session.opening import Session
from avatarchain.session.terms import Signing
from avatarchain.session.writing import Writing
from avatarchain.species import Species

if TYPE_CHECKING:
    from nacl.signing import SigningKey


@dataclass(frozen=True, slots=True)
class Origin:
    """What a collection was opened from: the chain's address, and the source of the species.

    `unproven` if its registry need not be made by our code.
    """

    url: str
    species: str
    unproven: bool


class Collection:
    """The avatars of a species in a registry, as `open_collection` opens them.

    Where a method takes an avatar, give an `Avatar`, its `Genome` or an id: the whole id, a
    beginning of it that is unique (0x and at least four digits), a CAIP-19 name, or a name of
    `names`. If another chain answers at the URL one day, each method raises ChainChanged.
    """

    def __init__(
        self,
        stack: ExitStack,
        opened: Session,
        signing: Signing,
        unsealing: Path | None,
        origin: Origin,
    ) -> None:
        self._stack, self._session, self._signing = stack, opened, signing
        self._unsealing, self._origin = unsealing, origin
        self._ask: Ask = no_terminal
        self._open: Writing | None = None
        self._key: SigningKey | None = None

    def __enter__(self) -> "Collection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        place = "not deployed yet" if self._session.registry is None else self.registry.address
        return f"<Collection of {self.species.name} on {self.chain.url}, {place}>"

    def close(self) -> None:
        """Close the chain. A second call does nothing."""
        self._stack.close()

    @property
    def species(self) -> Species:
        """The species of the avatars."""
        return self._session.species

    @property
    def chain(self) -> Chain:
        """The open chain."""
        return self._session.chain

    @property
    def registry(self) -> Registry:
        """The registry; `.address` is its contract. Raises NoRegistry before the first mint."""
        return self._current().known()

    def deployed(self) -> Registry | None:
        """The registry; None before the first mint."""
        return self._current().registry

    # --- reading

    def indexed(self) -> AbstractContextManager[index.Index]:
        """The index of the registry, brought up to date, for a `with` statement.

        Raises NoRegistry before the first mint.
        """
        return opening.indexed(self._current())

    @steady
    def avatars(self) -> list[Avatar]:
        """All avatars in the order of their birth; an empty list before the first mint."""
        if self._is_new():
            return []
        with opening.indexed(self._current()) as births:
            return [self._avatar(record) for record in index.avatars(births)]

    @steady
    def page(self, selection: Selection) -> Page:
        """The avatars of a selection, which `library.lists.select` makes of filters.

        They are JSON objects, as `list --json` prints them. The page is empty before the first
        mint. Raises BadFilter for a trait that the species does not have.
        """
        if self._is_new():
            return Page((), 0, None)
        session = self._current()
        with opening.indexed(session) as births:
            records = tuple(listed(births, session.home, selection))
            return Page(records, count(births, selection), index.closing_block(births))

    @steady
    def details(self, avatar: Avatar | Genome | str) -> dict[str, Any]:
        """All that is known of an avatar, as the JSON object that `show --json` prints."""
        return details(self._current(), self._resolved(avatar).record)

    @steady
    def odds(self, mother: Avatar | Genome | str, father: Avatar | Genome | str) -> Odds:
        """What the next child of two avatars may show, and how likely it is."""
        pair = [self._resolved(parent).record for parent in (mother, father)]
        return odds_of(self.species, *pair)

    @steady
    def find(self, id: Avatar | Genome | str) -> Avatar:
        """The avatar with an id or a genome, as it is in the registry now.

        Raises MixedSpecies, MalformedIdentity, UnknownIdentity, AmbiguousIdentity.
        """
        if isinstance(id, Genome) and id.species.id != self.species.id:
            raise MixedSpecies(expected=self.species.name, species=id.species.name)
        name = id if isinstance(id, str) else id.id
        return self._avatar(opening.find_avatar(self._current(), name))

    @steady
    def pedigree(self, avatar: Avatar | Genome | str, generations: int = 3) -> Pedigree:
        """The family of an avatar, up to `generations` generations up and down."""
        identity, session = self._resolved(avatar).record.identity, self._current()
        with opening.indexed(session) as births:
            return Pedigree(self.species, *kin(births, session.home, identity, generations))

    @steady
    def happenings(self, after: int = 0) -> Happenings:
        """What happened after a block: births, transfers, conceptions and others, as JSON objects.

        Ask again with `through` for what follows.
        """
        if self._is_new():
            return Happenings(self.chain.head().number, ())
        with opening.indexed(self._current()) as births:
            return happenings(births, after)

    @steady
    def names(self) -> dict[str, str]:
        """The names that this home gives to avatars: id → name."""
        names = names_in(self._session.home, self.registry)
        return {to_hex(identity): name for identity, name in names.items()}

    @steady
    def name(self, avatar: Avatar | Genome | str, name: str | None) -> None:
        """Give an avatar a name of your own, or with None take it away.

        The name stays in the home. Every method takes it where it takes an id. Raises
        BadNickname, NameTaken.
        """
        home, identity = self._session.home, self._resolved(avatar).record.identity
        if name is None:
            forget_name(home, self.registry, identity)
        else:
            give_name(home, self.registry, identity, name)

    @steady
    def verify(self, file: str | Path) -> Report:
        """Check a picture file against its papers and this registry.

        It does the same as `avatarchain.verify`, and trusts this collection's registry too. A
        picture without papers is compared with all avatars.
        """
        trusted = trust.registries(self._session.home, self.chain, self.species)
        own = [] if self.deployed() is None else [self.registry]
        addresses = [registry.address for registry in own]
        others = [registry for registry in trusted if registry.address not in addresses]
        vouched = vouching(addresses if self._origin.unproven else (), self._session.home)
        these = Terms(vouched=vouched)
        (report,) = judged([Path(file)], self.species, [*own, *others], self._session.home, these)
        return report

    # --- sending

    @checked
    def unlock(self, ask: Ask) -> None:
        """Open the key that signs now; `ask` gives its passphrase for a question.

        Else it is opened when something is sent first. Raises KeyTrouble.
        """
        self._ask = asked_once(ask)
        writing.sign_as(self._session.home, self._signing, self.chain.chain_id, self._ask)

    @steady
    def unlock_issuer(self, ask: Callable[[str], str | None]) -> "SigningKey | None":
        """Open the key that signs papers now, and return it; `ask` gives its passphrase, or None.

        None if `ask` gives none, if the key in force is not in the home, or before the first
        mint. Raises IssuerKeyStaysSealed.
        """
        self._key = None if self._is_new() else writing.signing_key(self._current(), ask)
        return self._key

    @checked
    def sign_papers_with(self, key: "SigningKey | None") -> None:
        """Use a key that `unlock_issuer` of another opening returned, while it is in force."""
        self._key = key

    @steady
    def mint(self, what: str | bytes | Genome | None = None, *, to: str | None = None) -> Avatar:
        """Register a founder. If it is registered already, nothing is sent and it is returned.

        `what` is a genome or a seed as in `founder` (None draws a new seed, see `mint_many`). A
        genome that is minted is a founder, generation 0, also one that `offspring` made: parents
        are recorded by `breed` alone, whose child the chain draws. The new avatar belongs to the
        address `to`, else to the account that signs. Raises NotIssuer, MixedSpecies,
        MalformedSeed, BadAddress.
        """
        if what is None:
            return self.mint_many(1, to=to)[0]
        genome = what if isinstance(what, Genome) else founder(what, self.species)
        if genome.species.id != self.species.id:
            raise MixedSpecies(expected=self.species.name, species=genome.species.name)
        return self._mint([Founder(genome.number, genome.seed)], to)[0]

    @steady
    def mint_many(
        self,
        count: int,
        seed: str | bytes | None = None,
        *,
        to: str | None = None,
        watch: Watch = unwatched,
    ) -> list[Avatar]:
        """Register the founders number 0 … count − 1 of a master seed.

        They are returned in that order. Founders that are registered already are not sent
        again, so a call that was interrupted can be repeated. If no seed is given one is drawn,
        and the home keeps it until all are registered (see `unfinished`). `watch` is called with
        the avatars of each transaction. Raises BadCount, NotIssuer.
        """
        if seed is not None:
            return self._mint_collection(as_seed(seed), check_count(count), to, watch)
        check_count(count)
        open_, master = self._writing(makes=True), as_seed(None)
        holder, home = None if to is None else parse_address(to), open_.session.home
        account = self._signing.account or default(home)
        job = new_job(master, count, self._origin.url, self._origin.species, holder, account)
        with kept(home, job, watch) as counting:
            return self._mint_collection(master, count, holder, counting)

    def unfinished(self) -> tuple[Job, ...]:
        """The mints of drawn seeds that were cut off here, the oldest first."""
        return unfinished(self._session.home, self._origin.url, self._origin.species)

    @steady
    def resume(self, name: str, *, watch: Watch = unwatched) -> list[Avatar]:
        """Continue one of `unfinished` by its name; return all its avatars.

        Raises UnknownJob, and what `mint_many` raises.
        """
        home, origin = self._session.home, self._origin
        job = unfinished_job(home, origin.url, origin.species, name)
        with kept(home, job, watch) as counting:
            master = seed_from_hex(job.master)
            return self._mint_collection(master, job.count or 1, job.to, counting)

    @steady
    def breed(self, mother: Avatar | Genome | str, father: Avatar | Genome | str) -> Avatar:
        """The next child of two avatars: conceived, drawn by a later block, delivered.

        Finishes a birth of this pair that was begun, or returns its child if the call that began
        it was cut off afterwards. Raises SameAvatar, Related, NotYours,
        NotOffered, Expecting, AlreadyRegistered.
        """
        open_ = self._writing(makes=False)
        pair = [self._resolved(parent).record.identity for parent in (mother, father)]
        home, registry = open_.session.home, self.registry
        child = next_child(home, registry, open_.signer, *pair)
        reported(home, registry, *pair)
        return self._avatar(child)

    @steady
    def transfer(self, avatar: Avatar | Genome | str, to: str) -> Avatar:
        """Give an avatar to another address, and return it.

        Raises NotYours, BadAddress, and what `registry.receivers.check_receiver` raises.
        """
        open_ = self._writing(makes=False)
        identity = self._resolved(avatar).record.identity
        hand_over(self.registry, open_.signer, parse_address(to), identity)
        return self._avatar(registries.avatar(self.registry, identity))

    @steady
    def stud(self, father: Avatar | Genome | str, to: str | None) -> None:
        """Offer a father to an address, which may then breed its own mothers with him.

        The offer ends when he gets another holder, or another offer; with None it is taken back.
        Raises NotYours, BadAddress.
        """
        open_ = self._writing(makes=False)
        breeder = registries.ZERO_ADDRESS if to is None else parse_address(to)
        offer_stud(self.registry, open_.signer, self._resolved(father).record.identity, breeder)

    @steady
    def claim(self, batch: int, which: int | str) -> Avatar:
        """Register an avatar that a batch promises (see `promises`), by its number or id.

        Anybody may sign; it goes to whom it was promised. Raises NoSuchBatch, NotKept,
        NotPromised, AlreadyRegistered.
        """
        return self._avatar(self.promises.claim(batch, which))

    @property
    def promises(self) -> Promises:
        """Founders that are promised and claimed later: foundings and batches."""
        return Promises(self._current, lambda: self._writing(makes=False))

    @steady
    def save(self, avatar: Avatar | Genome | str, file: str | Path, *, size: int = 512) -> Path:
        """Write an avatar's picture to a file, and return its path.

        The file's ending gives the format: .png and .svg have papers, .json is the papers
        alone, .webp and .gif have none. `size` is the width in pixels (64 … 2048). Papers are
        signed if the issuer's key is in the home. Raises BadFormat, BadSize.
        """
        path = Path(file)
        form = path.suffix.lower().removeprefix(".")
        write(path, self.picture(avatar, form, size=size))
        return path

    @steady
    def picture(
        self, avatar: Avatar | Genome | str, form: str, *, size: int = 512, background: bool = True
    ) -> bytes:
        """The bytes that `save` writes, in one of the formats png, svg, webp, gif and json.

        Without `background` there are no papers in them. Raises BadFormat, BadSize.
        """
        pictures = PictureOptions(Path(), form, size, background)
        shown = self._resolved(avatar)
        writing.check_images(self.species, pictures)
        key = self._signing_key() if pictures.with_papers else None
        return picture(
            self.registry,
            self.species,
            shown.record,
            shown.genome.seed,
            pictures,
            key,
            provenance=provenance(self.registry, self.species, shown.record),
        )

    @steady
    def export(
        self, avatars: Sequence[Avatar | Genome | str], options: ExportOptions | str
    ) -> dict[str, bytes]:
        """Files of avatars that move, by their names: one for each avatar, or a common sheet.

        `options` is a form (svg, webp, gif, sheet, card, glb or vrm), or an `ExportOptions` of
        `library.exports`, which says more. Models, and SVGs with background, have
        papers, signed if the issuer's key is in the home. Raises BadFormat,
        UnknownClip, NoDrawing, SheetTooLarge, TooManyFrames, TooMuchPainting, MissingExtra.
        """
        if isinstance(options, str):
            options = ExportOptions(options)
        chosen = [self._resolved(avatar) for avatar in avatars]
        characters = of_avatars(
            self.registry,
            self.species,
            [(avatar.record, avatar.genome.seed) for avatar in chosen],
            options,
            self._signing_key,
        )
        return exported(self.species, [*characters], options)

    @steady
    def gallery(self, folder: str | Path, *, models: Sequence[Avatar | Genome | str] = ()) -> int:
        """Write a gallery of all avatars into a folder; return how many are new in it.

        Its index.html can be opened from the disk. `models` are avatars that can be turned there,
        besides those of earlier calls. Raises FileThere if the index.html there is of other pages,
        UnusableHome, MissingExtra, NoDrawing, NoBody.
        """
        turned = [self._resolved(avatar).record for avatar in models]
        place = Path(folder)
        with opening.indexed(self._current()) as births:
            contents = contents_of(births, self._session.home)
            if turned:
                write_models(place, self.species, turned)
            return write_site(place, contents)

    @steady
    def audit(self) -> tuple[Finding, ...]:
        """All that can be known of the registry from its address alone (docs/auditing.md)."""
        return tuple(findings_on(self._current(), self.species))

    # --- helpers

    def _current(self) -> Session:
        """The session, with the registry that somebody deployed since it was opened."""
        opened = self._session
        if opened.registry is None and not opening.short_lived(self.chain):
            self.chain.check()
            registry = find_pinned(opened.home, self.chain, self.species)
            self._session = replace(opened, registry=registry)
        return self._session

    def _is_new(self) -> bool:
        """Whether there is no registry yet, and the first mint makes one."""
        return self.deployed() is None and self.chain.chain_id in DEVELOPMENT_CHAINS

    def _writing(self, *, makes: bool) -> Writing:
        if self._open is None or (makes and self._session.registry is None):
            self._open = writing.ready(self._current(), self._signing, makes=makes, ask=self._ask)
            self._session = self._open.session
        return self._open

    def _signing_key(self) -> "SigningKey | None":
        # Opening a key takes a second, so the opened key is used again while it is in force.
        public = None if self._key is None else to_hex(bytes(self._key.verify_key))
        if public is None or key_in_force(self.registry) != public:
            variable = seal.PASSPHRASE_VARIABLE
            ask = without_prompt("issuer_password_file", variable)
            self._key = writing.signing_key(
                self._session, lambda question: passphrase(question, self._unsealing, ask, variable)
            )
        return self._key

    def _mint_collection(
        self, master: bytes, count: int, to: str | None, watch: Watch
    ) -> list[Avatar]:
        founders = collection(self.species, master, count)
        return self._mint(list(founders), to, watch)

    def _mint(
        self, founders: Sequence[Founder], to: str | None, watch: Watch = unwatched
    ) -> list[Avatar]:
        holder = None if to is None else parse_address(to)
        writing.check_images(self.species)
        groups = mint_founders(self._writing(makes=True), self.species, founders, holder)
        avatars: list[Avatar] = []
        for births in groups:
            group = [self._avatar(birth.avatar, birth.seed) for birth in births]
            avatars += group
            watch(group)
        return avatars

    def _avatar(self, record: registries.AvatarRecord, seed: bytes | None = None) -> Avatar:
        return Avatar(Genome(self.species, record.genome, seed), record)

    def _resolved(self, named: Avatar | Genome | str) -> Avatar:
        return named if isinstance(named, Avatar) else self.find(named)
