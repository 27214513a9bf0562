"""A collection: the avatars of one species in one registry, opened for use.

Opening a collection sends nothing. An embedded devnet that does not exist yet is made, unless
the caller names a registry.
The first `mint` on a development chain deploys the registry, as the command does. If
something cannot be done, one of the classes in `errors` is raised, where possible before
anything is sent. There is no prompt for passphrases: those of a keystore and of the issuer's
key come from files that the caller names, or from the environment.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain import index, pedigree
from avatarchain import registry as registries
from avatarchain.base.canonical import to_hex
from avatarchain.base.home import write
from avatarchain.births import breeding, minting
from avatarchain.births.founders import Founder, check_count, collection
from avatarchain.births.many import mint_many
from avatarchain.chain import DEVELOPMENT_CHAINS, Chain
from avatarchain.chain.notation import parse_address, parse_hash
from avatarchain.errors import MixedSpecies, NoTerminal
from avatarchain.keys import seal
from avatarchain.keys.accounts import PASSPHRASE_VARIABLE, Ask, passphrase
from avatarchain.library.avatar import Avatar, Pedigree
from avatarchain.library.genome import Genome, as_seed, founder
from avatarchain.library.reports import verify_files, verify_offline
from avatarchain.papers import trust
from avatarchain.papers.audit import audit
from avatarchain.papers.issuer_keys import key_in_force
from avatarchain.papers.origin import provenance
from avatarchain.papers.pictures import PictureOptions, picture
from avatarchain.papers.report import Report
from avatarchain.papers.vouching import Terms, vouching
from avatarchain.registry import Registry
from avatarchain.registry.names import forget_name, give_name, names_in
from avatarchain.registry.receivers import check_receiver, hand_over
from avatarchain.session import opening, terms, writing
from avatarchain.session.opening import Session
from avatarchain.session.terms import Signing
from avatarchain.session.writing import Writing
from avatarchain.species import Species
from avatarchain.species.pack import DEFAULT

if TYPE_CHECKING:
    from nacl.signing import SigningKey


def open_collection(
    *,
    home: str | Path | None = None,
    chain: str | None = None,
    species: str | Path | Species = DEFAULT,
    registry: str | None = None,
    unproven: bool = False,
    account: str | None = None,
    password_file: str | Path | None = None,
    issuer_password_file: str | Path | None = None,
    testnet: bool = False,
    allow_public_network: int | None = None,
) -> "Collection":
    """Open the collection of a species on a chain. Close it, or use it in a `with` statement.

    `home` is the folder for chain, keys and pins (else $AVATARCHAIN_HOME, else the platform's
    folder). `chain` is an address as `--rpc` takes it (else $ETH_RPC_URL, else the embedded
    devnet in the home). `species` is the name of a shipped species, the folder of a pack, or
    a `Species`.

    `registry`, a CAIP-10 name or an address, opens another registry than the one that is
    pinned in the home; with `unproven` also one of which nothing shows that our code made it.
    `account` names the account that signs: dev0 … dev9 on a devnet (dev0
    if none is named), else a keystore, which the first line of `password_file` opens. The
    first line of `issuer_password_file` opens the issuer's key in the home, so that `save`
    signs papers. Transactions go to a public network only with `testnet`, or if
    `allow_public_network` is its chain id.

    Raises UnknownSpecies, FaultyPack, BadURL, Unreachable, OtherChain, OtherCode,
    OtherSpecies and others of `errors`.
    """
    stack = ExitStack()
    opened = stack.enter_context(
        opening.reading(
            _path(home),
            terms.chain_url(chain),
            species,
            registry,
            unproven=unproven,
            makes=registry is None,
        )
    )
    signing = Signing(account, _path(password_file), testnet, allow_public_network)
    return Collection(stack, opened, signing, _path(issuer_password_file), unproven=unproven)


class Collection:
    """The avatars of a species in a registry, as `open_collection` opens them.

    Where a method takes an avatar, give an `Avatar` or an id: the whole id, a beginning of it
    that is unique (0x and at least four digits), a CAIP-19 name, or a name of `names`.
    """

    def __init__(
        self,
        stack: ExitStack,
        opened: Session,
        signing: Signing,
        unsealing: Path | None,
        *,
        unproven: bool = False,
    ) -> None:
        self._stack, self._session, self._signing = stack, opened, signing
        self._unproven = unproven
        self._unsealing = unsealing
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
        return self._session.known()

    # --- reading

    def avatars(self) -> list[Avatar]:
        """All avatars in the order of their birth; an empty list before the first mint."""
        if self._session.registry is None and self.chain.chain_id in DEVELOPMENT_CHAINS:
            return []
        with opening.indexed(self._session) as births:
            return [self._avatar(record) for record in index.avatars(births)]

    def find(self, id: str) -> Avatar:
        """The avatar with an id. Raises MalformedIdentity, UnknownIdentity, AmbiguousIdentity."""
        return self._avatar(opening.find_avatar(self._session, id))

    def pedigree(self, avatar: Avatar | str, generations: int = 3) -> Pedigree:
        """The family of an avatar, up to `generations` generations up and down."""
        identity = self._resolved(avatar).record.identity
        with opening.indexed(self._session) as births:
            line = pedigree.pedigree(index.avatars(births))
        return Pedigree(self.species, pedigree.family(line, identity, generations))

    def names(self) -> dict[str, str]:
        """The names that this home gives to avatars: id → name."""
        names = names_in(self._session.home, self.registry)
        return {to_hex(identity): name for identity, name in names.items()}

    def name(self, avatar: Avatar | str, name: str | None) -> None:
        """Give an avatar a name of your own, or with None take it away.

        The name stays in the home. Every method takes it where it takes an id. Raises
        BadNickname, NameTaken.
        """
        home, identity = self._session.home, self._resolved(avatar).record.identity
        if name is None:
            forget_name(home, self.registry, identity)
        else:
            give_name(home, self.registry, identity, name)

    def verify(self, file: str | Path) -> Report:
        """Check a picture file against its papers and this registry.

        It does the same as `avatarchain.verify`, and trusts this collection's registry too.
        """
        trusted = trust.registries(self._session.home, self.chain, self.species)
        own = [] if self._session.registry is None else [self.registry]
        addresses = [registry.address for registry in own]
        others = [registry for registry in trusted if registry.address not in addresses]
        vouched = vouching(addresses if self._unproven else (), self._session.home)
        return audit(Path(file), self.species, *own, *others, terms=Terms(vouched=vouched))

    # --- sending

    def mint(self, what: str | bytes | Genome | None = None, *, to: str | None = None) -> Avatar:
        """Register a founder. If it is registered already, nothing is sent and it is returned.

        `what` is a genome or a seed as in `founder` (None draws a new seed). The new avatar
        belongs to the address `to`, else to the account that signs. Raises NotIssuer,
        MixedSpecies, MalformedSeed, BadAddress.
        """
        genome = what if isinstance(what, Genome) else founder(what, self.species)
        if genome.species.id != self.species.id:
            raise MixedSpecies(expected=self.species.name, species=genome.species.name)
        return self._mint([Founder(genome.number, genome.seed)], to)[0]

    def mint_many(
        self, count: int, seed: str | bytes | None = None, *, to: str | None = None
    ) -> list[Avatar]:
        """Register the founders number 0 … count − 1 of a master seed (None draws a new one).

        They are returned in that order. Founders that are registered already are not sent
        again, so a call that was interrupted can be repeated. Raises BadCount, NotIssuer.
        """
        drawn = collection(self.species, as_seed(seed), check_count(count))
        return self._mint(list(drawn), to)

    def breed(self, mother: Avatar | str, father: Avatar | str) -> Avatar:
        """The next child of two avatars: conceived, drawn by a later block, delivered.

        Finishes a birth of this pair that was begun. Raises SameAvatar, Related, NotYours,
        NotOffered, Expecting, AlreadyRegistered.
        """
        open_ = self._writing(makes=False)
        pair = [self._resolved(parent).record.identity for parent in (mother, father)]
        return self._avatar(breeding.breed(self.registry, open_.signer, *pair))

    def transfer(self, avatar: Avatar | str, to: str) -> Avatar:
        """Give an avatar to another address, and return it.

        Raises NotYours, BadAddress, and what `registry.receivers.check_receiver` raises.
        """
        open_ = self._writing(makes=False)
        identity = self._resolved(avatar).record.identity
        hand_over(self.registry, open_.signer, parse_address(to), identity)
        return self._avatar(registries.avatar(self.registry, identity))

    def save(self, avatar: Avatar | str, file: str | Path, *, size: int = 512) -> Path:
        """Write an avatar's picture to a file, and return its path.

        The file's ending gives the format: .png and .svg have papers, .json is the papers
        alone, .webp and .gif have none. `size` is the width in pixels (64 … 2048). Papers are
        signed if the issuer's key is in the home. Raises BadFormat, BadSize.
        """
        path, shown = Path(file), self._resolved(avatar)
        pictures = PictureOptions(path.parent, path.suffix.lower().removeprefix("."), size)
        writing.check_images(self.species, pictures)
        key = self._signing_key() if pictures.with_papers else None
        content = picture(
            self.registry,
            self.species,
            shown.record,
            shown.genome.seed,
            pictures,
            key,
            provenance=provenance(self.registry, self.species, shown.record),
        )
        write(path, content)
        return path

    # --- helpers

    def _writing(self, *, makes: bool) -> Writing:
        if self._open is None or (makes and self._session.registry is None):
            ask = _without_prompt("password_file", PASSPHRASE_VARIABLE)
            self._open = writing.ready(self._session, self._signing, makes=makes, ask=ask)
            self._session = self._open.session
        return self._open

    def _signing_key(self) -> "SigningKey | None":
        # Opening a key takes a second, so the opened key is used again while it is in force.
        public = None if self._key is None else to_hex(bytes(self._key.verify_key))
        if public is None or key_in_force(self.registry) != public:
            variable = seal.PASSPHRASE_VARIABLE
            ask = _without_prompt("issuer_password_file", variable)
            self._key = writing.signing_key(
                self._session, lambda question: passphrase(question, self._unsealing, ask, variable)
            )
        return self._key

    def _mint(self, founders: Sequence[Founder], to: str | None) -> list[Avatar]:
        holder = None if to is None else parse_address(to)
        writing.check_images(self.species)
        signer = self._writing(makes=True).signer
        registry, species, owner = self.registry, self.species, holder or signer.address
        if holder is not None:
            check_receiver(registry, holder)
        if len(founders) == 1:
            births = [minting.mint(registry, species, signer, owner, founders[0])]
        else:
            groups = mint_many(registry, species, signer, owner, founders)
            births = [birth for group in groups for birth in group]
        return [self._avatar(birth.avatar, birth.seed) for birth in births]

    def _avatar(self, record: registries.AvatarRecord, seed: bytes | None = None) -> Avatar:
        return Avatar(Genome(self.species, record.genome, seed), record)

    def _resolved(self, named: Avatar | str) -> Avatar:
        return self.find(named) if isinstance(named, str) else named


def verify(
    file: str | Path,
    *,
    home: str | Path | None = None,
    chain: str | None = None,
    species: str | Path | Species = DEFAULT,
    registry: str | None = None,
    issuers: Sequence[str] | None = None,
) -> Report:
    """Check whether a picture file is genuine, and return the result of each check.

    docs/verify.md lists the checks. Trusted are the registry that is pinned in the home, those
    that `avatarchain trust add` added, and `registry` (a CAIP-10 name or an address). With
    `issuers`, public keys that you trust (64 hex digits each), no chain is asked. The report
    is `ok` only if every check that could be made passes. If the node does not answer,
    Unreachable is raised.
    """
    if issuers is not None:
        keys = [parse_hash(issuer, "issuer key") for issuer in issuers]
        return verify_offline([Path(file)], species, keys)[0]
    (report,) = verify_files(
        [Path(file)],
        home=_path(home),
        url=terms.chain_url(chain),
        species=species,
        registry=registry,
    )
    return report


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)


def _without_prompt(option: str, variable: str) -> Ask:
    """A function that raises NoTerminal, which names the option and variable to use instead."""

    def ask(question: str) -> str:
        raise NoTerminal(question=question, option=option, variable=variable)

    return ask
