"""A collection: the avatars of one species in one registry, opened for use.

Opening it reads and sends nothing, but for the embedded devnet, which is made where there
is none. The first `mint` on a development chain deploys the registry, as the command
does; everything else is refused with the sentences of `errors`, before anything is sent
wherever that can be known. Nobody is asked for a passphrase here: those of a keystore and
of the issuer's key come from files that are named, or from the environment.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from avatarchain import breeding, index, minting, pedigree, session, trust
from avatarchain import registry as registries
from avatarchain.accounts import PASSPHRASE_VARIABLE, Ask, parse_address, passphrase
from avatarchain.audit import Report, audit
from avatarchain.chain import DEVELOPMENT_CHAINS, Chain
from avatarchain.errors import MixedSpecies, NoTerminal
from avatarchain.home import write
from avatarchain.issuer import key_in_force, seal
from avatarchain.library.avatar import Avatar, Pedigree
from avatarchain.library.genome import Genome, as_seed, founder
from avatarchain.registry import Registry
from avatarchain.session import Session, Signing, Writing
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
    account: str | None = None,
    password_file: str | Path | None = None,
    issuer_password_file: str | Path | None = None,
    testnet: bool = False,
    allow_public_network: int | None = None,
) -> "Collection":
    """Open the collection of a species on a chain; close it, or use it in a `with`.

    `home` is where your things are kept (else $AVATARCHAIN_HOME, else the platform's
    folder), `chain` an address as `--rpc` takes it (else $ETH_RPC_URL, else the embedded
    devnet in the home), `species` a shipped one, a pack's folder, or one that is loaded.

    `registry`, a CAIP-10 name or an address, opens somebody else's; without it the one
    that is pinned in the home. `account` signs: dev0 … dev9 on a devnet (dev0 if none is
    named), else a keystore's name, opened with the first line of `password_file`;
    `issuer_password_file` does the same for an issuer's key that lies in the home, so that
    `save` signs. Public networks are written to only with `testnet`, or with
    `allow_public_network` naming their number.
    """
    stack = ExitStack()
    opened = stack.enter_context(
        session.reading(
            _path(home),
            session.chain_url(chain),
            species,
            registry,
            makes=registry is None,
        )
    )
    signing = Signing(account, _path(password_file), testnet, allow_public_network)
    return Collection(stack, opened, signing, _path(issuer_password_file))


class Collection:
    """The avatars of a species in a registry, as `open_collection` opens them.

    Avatars are named by themselves or by their id: in full, as any beginning that is
    unique, or as a CAIP-19 name.
    """

    def __init__(
        self, stack: ExitStack, opened: Session, signing: Signing, unsealing: Path | None
    ) -> None:
        self._stack, self._session, self._signing = stack, opened, signing
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
        """Let go of the chain. Twice is harmless."""
        self._stack.close()

    @property
    def species(self) -> Species:
        """The rule that the avatars are made by."""
        return self._session.species

    @property
    def chain(self) -> Chain:
        """The open chain."""
        return self._session.chain

    @property
    def registry(self) -> Registry:
        """The contract; `.address` is where. Raises NoRegistry before the first mint."""
        return self._session.known()

    # --- what there is

    def avatars(self) -> list[Avatar]:
        """All avatars in the order of their birth; none where nothing was minted yet."""
        if self._session.registry is None and self.chain.chain_id in DEVELOPMENT_CHAINS:
            return []
        with session.indexed(self._session) as known:
            return [self._avatar(one) for one in index.avatars(known)]

    def find(self, id: str) -> Avatar:
        """The avatar of an id. Raises MalformedIdentity, UnknownIdentity, AmbiguousIdentity."""
        return self._avatar(session.find(self._session, id))

    def pedigree(self, avatar: Avatar | str, generations: int = 3) -> Pedigree:
        """The family of an avatar, so many generations up and down."""
        asked = self._found(avatar).record.identity
        with session.indexed(self._session) as known:
            line = pedigree.pedigree(index.avatars(known))
        return Pedigree(self.species, pedigree.family(line, asked, generations))

    def verify(self, file: str | Path) -> Report:
        """Hold a picture file to its papers and to this registry.

        As `verify` does, with this collection's registry among those that are trusted.
        """
        known = trust.registries(self._session.home, self.chain, self.species)
        own = [] if self._session.registry is None else [self.registry]
        others = [one for one in known if one.address not in [here.address for here in own]]
        return audit(Path(file), self.species, *own, *others)

    # --- what one does

    def mint(self, what: str | bytes | Genome | None = None, *, to: str | None = None) -> Avatar:
        """Register a founder, or find it where it is registered already.

        `what` is a seed as in `founder` (None: one is drawn) or a genome. The avatar
        belongs to the address `to`, else to the account that signs. Raises NotIssuer.
        """
        genome = what if isinstance(what, Genome) else founder(what, self.species)
        if genome.species.id != self.species.id:
            raise MixedSpecies(expected=self.species.name, found=genome.species.name)
        return self._mint([minting.Conception(genome.number, genome.seed)], to)[0]

    def mint_many(
        self, count: int, seed: str | bytes | None = None, *, to: str | None = None
    ) -> list[Avatar]:
        """Register the founders number 0 … count − 1 of a master seed (None: one is drawn).

        What is registered already is found, so a run that was cut off is run again.
        """
        drawn = minting.collection(self.species, as_seed(seed), minting.check_count(count))
        return self._mint(list(drawn), to)

    def breed(self, mother: Avatar | str, father: Avatar | str) -> Avatar:
        """The next child of two avatars: conceived, drawn by a block's hash, delivered.

        Finishes a birth of this pair that was begun. Raises SameAvatar, Related, NotYours,
        NotOffered, Expecting, AlreadyRegistered.
        """
        open_ = self._writing(makes=False)
        pair = [self._found(one).record.identity for one in (mother, father)]
        return self._avatar(breeding.breed(self.registry, open_.signer, *pair))

    def transfer(self, avatar: Avatar | str, to: str) -> Avatar:
        """Give an avatar to another address. Raises NotYours, BadAddress."""
        open_ = self._writing(makes=False)
        given = self._found(avatar).record.identity
        registries.transfer(self.registry, open_.signer, parse_address(to), given)
        return self._avatar(registries.avatar(self.registry, given))

    def save(self, avatar: Avatar | str, file: str | Path, *, size: int = 512) -> Path:
        """Write an avatar's picture; the file's ending says of what kind.

        .png and .svg carry their papers, .json is the papers alone, .webp and .gif have
        none. `size` is in pixels (64 … 2048). Papers are signed where the issuer's key
        is at hand. Raises BadFormat, BadSize.
        """
        path, one = Path(file), self._found(avatar)
        pictures = minting.Pictures(path.parent, path.suffix.lower().removeprefix("."), size)
        session.check_images(self.species, pictures)
        key = self._signing_key() if pictures.with_papers else None
        made = minting.picture(
            self.registry, self.species, one.record, one.genome.seed, pictures, key
        )
        write(path, made)
        return path

    # --- within

    def _writing(self, *, makes: bool) -> Writing:
        if self._open is None or (makes and self._session.registry is None):
            ask = _nobody("password_file", PASSPHRASE_VARIABLE)
            self._open = session.ready(self._session, self._signing, makes=makes, ask=ask)
            self._session = self._open.session
        return self._open

    def _signing_key(self) -> "SigningKey | None":
        # Unsealing takes a second, so a key is kept for as long as it is the one in force.
        public = None if self._key is None else "0x" + bytes(self._key.verify_key).hex()
        if public is None or key_in_force(self.registry) != public:
            variable = seal.PASSPHRASE_VARIABLE
            ask = _nobody("issuer_password_file", variable)
            self._key = session.signing_key(
                self._session, lambda question: passphrase(question, self._unsealing, ask, variable)
            )
        return self._key

    def _mint(self, founders: Sequence[minting.Conception], to: str | None) -> list[Avatar]:
        holder = None if to is None else parse_address(to)
        session.check_images(self.species)
        signer = self._writing(makes=True).signer
        given = self.registry, self.species, signer, holder or signer.address
        if len(founders) == 1:
            found = [minting.mint(*given, founders[0])]
        else:
            found = [one for some in minting.mint_many(*given, founders) for one in some]
        return [self._avatar(one.avatar, one.seed) for one in found]

    def _avatar(self, one: registries.Avatar, seed: bytes | None = None) -> Avatar:
        return Avatar(Genome(self.species, one.genome, seed), one)

    def _found(self, named: Avatar | str) -> Avatar:
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
    """Is a picture file what it says it is? One check after another, as docs/verify.md has them.

    The registries that count are the one pinned in the home, those that were added by
    `avatarchain trust add`, and `registry` (a CAIP-10 name or an address). With `issuers`,
    public keys that you trust, no chain is asked. A report is `ok` only if every check that
    could be asked holds; a node that does not answer is an error, not a pass.
    """
    if issuers is not None:
        keys = [trust.parse_hash(one, "issuer key") for one in issuers]
        return audit(Path(file), session.loaded(species), issuers=keys)
    with session.trusting(_path(home), session.chain_url(chain), species, registry) as (
        read,
        known,
    ):
        return audit(Path(file), read, *known)


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)


def _nobody(option: str, variable: str) -> Ask:
    """What asks nobody for a passphrase, but tells how to give it."""

    def ask(question: str) -> str:
        raise NoTerminal(question=question, option=option, variable=variable)

    return ask
