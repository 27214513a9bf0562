// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBytes} from "solady/utils/LibBytes.sol";
import {Art} from "../src/Art.sol";
import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {Impostor} from "./Portrait.t.sol";
import {PortraitCase} from "./PortraitCase.sol";

/// Returns `code` as the code of the account that is being made.
contract Maker {
    constructor(bytes memory code) {
        assembly ("memory-safe") {
            return(add(code, 0x20), mload(code))
        }
    }
}

/// Ends the account that delegates to it.
contract Ender {
    fallback() external {
        selfdestruct(payable(address(0)));
    }
}

/// Makes chunks at an address of its choice, and makes them again with other code.
contract Factory {
    bytes public code;
    Ender public immutable ender = new Ender();

    /// Where `make` puts its chunks.
    function place() public view returns (address) {
        bytes32 init = keccak256(type(Chameleon).creationCode);
        return
            address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", this, uint256(1), init)))));
    }

    function make(bytes calldata code_) public {
        code = code_;
        new Chameleon{salt: bytes32(uint256(1))}();
    }

    /// Makes a chunk and calls it, in one transaction.
    function makeAndRun(bytes calldata code_) external {
        make(code_);
        (bool done,) = place().call("");
        require(done);
    }

    /// Makes a chunk that ends with this transaction, and calls the sender back meanwhile.
    function makeEnding(bytes calldata code_) external {
        ending = true;
        make(code_);
        ending = false;
        ForgedTest(msg.sender).registerMeanwhile();
    }

    bool public ending;
}

/// Has whatever code the factory says, and so always the same address.
contract Chameleon {
    constructor() {
        Factory factory = Factory(msg.sender);
        bytes memory code = factory.code();
        if (factory.ending()) {
            (bool done,) = address(factory.ender()).delegatecall("");
            require(done);
        }
        assembly ("memory-safe") {
            return(add(code, 0x20), mload(code))
        }
    }
}

/// A portrait whose code is genuine and whose storage is not: another constructor could have laid
/// it. Each test lays one slot as a forger would, and no registry takes the portrait.
contract ForgedTest is PortraitCase {
    address private constant ALICE = address(0xA11CE);
    uint256 private constant GENOME = 0x0001000200030000;

    bytes private data;
    Portrait private portrait;
    bytes32 private species;
    Registry private registry;

    bytes32 private constant SPECIES = 0;
    bytes32 private constant PAINTER_AND_LENGTH = bytes32(uint256(1));
    bytes32 private constant COUNT = bytes32(uint256(2));

    function setUp() public {
        data = art();
        portrait = sealedPortrait(data);
        species = keccak256(data);
    }

    function slotOf(uint256 chunk) private pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode(COUNT))) + chunk);
    }

    function lay(bytes32 slot, uint256 value) private {
        vm.store(address(portrait), slot, bytes32(value));
    }

    function layChunk(uint256 number, bytes memory code) private {
        lay(slotOf(number), uint160(address(new Maker(code))));
    }

    function assertRefused(bytes32 claimed) private {
        assertEq(portrait.provenSpecies(), 0);
        vm.expectRevert(
            abi.encodeWithSelector(Registry.OtherPortrait.selector, address(portrait), 0)
        );
        new Registry(claimed, portrait, "Tester");
    }

    function assertTaken() private {
        assertEq(portrait.provenSpecies(), species);
        new Registry(species, portrait, "Tester");
    }

    function test_what_the_painter_sealed_is_proven() public {
        assertEq(chunksOf(data), 3);
        assertTaken();
    }

    /// The attack that this is about: all chunks but the last are genuine, and the species is said.
    function test_a_chunk_that_is_to_come_is_missing() public {
        lay(COUNT, 2);
        lay(slotOf(2), 0);
        assertRefused(species);
        bytes memory last = chunkOf(data, 2);
        vm.expectRevert(abi.encodeWithSelector(Art.Sealed.selector, species));
        portrait.add(2, last);
    }

    function test_no_chunk_at_all_is_missing() public {
        lay(COUNT, 0);
        assertRefused(species);
    }

    function test_a_chunk_too_many_is_refused() public {
        layChunk(3, bytes.concat(hex"00", chunkOf(data, 2)));
        lay(COUNT, 4);
        assertRefused(species);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_a_species_that_is_only_said_is_refused(bytes32 said) public {
        vm.assume(said != species);
        lay(SPECIES, uint256(said));
        assertRefused(said);
        assertRefused(species);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_another_length_is_refused(uint64 length) public {
        if (length % 2 == 0) length = uint64(data.length - 50 + length % 100);
        vm.assume(length != data.length);
        lay(PAINTER_AND_LENGTH, uint256(length) << 160 | uint160(address(this)));
        assertRefused(species);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_another_painter_changes_nothing(address painter) public {
        lay(PAINTER_AND_LENGTH, data.length << 160 | uint160(painter));
        assertTaken();
        vm.prank(painter);
        vm.expectRevert(abi.encodeWithSelector(Art.Sealed.selector, species));
        portrait.add(3, "");
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_a_chunk_with_another_first_byte_is_refused(uint8 number, uint8 first) public {
        number %= 3;
        vm.assume(first != 0 && first != 0xef); // no code begins with 0xef
        layChunk(number, bytes.concat(bytes1(first), chunkOf(data, number)));
        assertRefused(species);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_a_chunk_with_another_byte_is_refused(
        uint8 number,
        uint256 place,
        uint8 change
    ) public {
        number %= 3;
        vm.assume(change != 0);
        bytes memory chunk = chunkOf(data, number);
        place %= chunk.length;
        chunk[place] = chunk[place] ^ bytes1(change);
        layChunk(number, bytes.concat(hex"00", chunk));
        assertRefused(species);
    }

    function test_a_chunk_that_is_longer_or_shorter_is_refused() public {
        bytes memory code = bytes.concat(hex"00", chunkOf(data, 2));
        layChunk(2, bytes.concat(code, hex"00"));
        assertRefused(species);
        layChunk(2, LibBytes.truncate(code, code.length - 1));
        assertRefused(species);
    }

    function test_an_address_without_code_is_no_chunk() public {
        lay(slotOf(1), 0xA11CE);
        assertRefused(species);
        // Nor is an account that delegates (EIP-7702).
        vm.etch(address(0xA11CE), bytes.concat(hex"ef0100", bytes20(address(this))));
        assertRefused(species);
    }

    function test_the_same_chunk_in_another_place_is_refused() public {
        lay(slotOf(1), uint160(portrait.chunkAt(0)));
        assertRefused(species);
    }

    /// PUSH6 over the art's first six bytes, ISZERO where 21 layers are told, SELFDESTRUCT where no
    /// background is.
    function test_a_chunk_that_can_run_comes_back_as_another_and_is_refused() public {
        bytes memory first = chunkOf(data, 0);
        (first[6], first[7]) = (0x15, 0xff);
        bytes memory chunk = bytes.concat(hex"65", first);
        layChunk(0, chunk);
        assertRefused(species);
        Factory factory = new Factory();
        factory.makeAndRun(chunk);
        assertEq(factory.place().code.length, 0);
        factory.make(sealedCode("other art"));
        assertEq(keccak256(factory.place().code), keccak256(sealedCode("other art")));
    }

    /// What ends with the transaction that makes it is there until then: a registry that is made in
    /// this transaction takes it. It shows no picture afterwards, whatever comes back.
    function test_a_chunk_that_ends_with_its_transaction_is_never_shown_as_another() public {
        Factory factory = new Factory();
        lay(slotOf(2), uint160(factory.place()));
        bytes memory code = sealedCode(chunkOf(data, 2));
        factory.makeEnding(code);
        assertEq(factory.place().code.length, 0);
        assertRefused(species);
        assertShowsNothing();
        // What stays is proven, and stays for good.
        factory.make(code);
        assertTaken();
        assertEq(registry.contractURI(), portrait.contractURI());
        vm.expectRevert("");
        factory.make(code);
    }

    function test_a_chunk_that_comes_back_with_other_art_is_not_shown() public {
        Factory factory = new Factory();
        lay(slotOf(2), uint160(factory.place()));
        factory.makeEnding(sealedCode(chunkOf(data, 2)));
        bytes memory other = chunkOf(data, 2);
        other[0] = other[0] ^ 0x01;
        factory.make(sealedCode(other));
        assertShowsNothing();
    }

    function test_a_portrait_that_comes_back_with_other_code_is_not_asked() public {
        this.registerMeanwhile();
        vm.etch(address(portrait), address(new Impostor(species)).code);
        assertShowsNothing();
    }

    function registerMeanwhile() external {
        registry = new Registry(species, portrait, "Tester");
        registry.register(ALICE, GENOME);
    }

    function assertShowsNothing() private {
        bytes memory refusal =
            abi.encodeWithSelector(Registry.OtherPortrait.selector, address(portrait), 0);
        uint256 id = registry.identityOf(GENOME);
        vm.expectRevert(refusal);
        registry.contractURI();
        vm.expectRevert(refusal);
        registry.tokenURI(id);
        assertEq(registry.genomeOf(id), GENOME);
    }

    function sealedCode(bytes memory part) private pure returns (bytes memory) {
        return bytes.concat(hex"00", part);
    }
}
