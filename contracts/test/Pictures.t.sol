// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Art} from "../src/Art.sol";
import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {PortraitCase} from "./PortraitCase.sol";

/// A painter and strangers who do anything to a portrait in any order.
contract Painters is PortraitCase {
    Portrait public immutable portrait;
    bytes private data;
    uint256 public adds;
    uint256 public seals;

    constructor(bytes memory data_) {
        data = data_;
        portrait = new Portrait(uint64(data_.length));
    }

    function call(uint256 who, bytes memory input) private returns (bool done) {
        vm.prank(who % 4 == 3 ? address(0xBAD) : address(this));
        (done,) = address(portrait).call(input);
    }

    /// Rather the chunk that comes next, and rather whole.
    function add(uint256 who, uint256 number, uint256 spoil) external {
        number = number % 4 == 3 ? number % 5 : portrait.chunkCount();
        bytes memory chunk = number < 3 ? chunkOf(data, number) : chunkOf(data, 2);
        if (spoil % 8 == 7) chunk = bytes.concat(chunk, hex"00");
        if (call(who, abi.encodeCall(Art.add, (number, chunk)))) ++adds;
    }

    function seal(uint256 who) external {
        if (call(who, abi.encodeCall(Art.seal, ()))) ++seals;
    }

    function anything(uint256 who, bytes calldata input) external {
        call(who, input);
    }
}

/// What a portrait shows is what its art says, or nothing, whatever anybody does.
contract PicturesTest is PortraitCase {
    error Broken(string what);

    bytes32 private species;
    Painters private painters;
    Portrait private portrait;
    mapping(uint256 genome => bytes32) private pictures;

    function setUp() public {
        bytes memory data = art();
        species = keccak256(data);
        painters = new Painters(data);
        portrait = painters.portrait();
        for (uint256 i = 0; i < 3; ++i) {
            pictures[genome(i)] = keccak256(bytes(expectedSvg(genome(i))));
        }
    }

    function genome(uint256 number) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("genome", number)));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(painters);
    }

    function hold(bool kept, string memory what) private pure {
        if (!kept) revert Broken(what);
    }

    /// forge-config: default.invariant.runs = 6
    /// forge-config: default.invariant.depth = 40
    function invariant_a_portrait_shows_its_art_or_nothing() public view {
        for (uint256 i = 0; i < 3; ++i) {
            try portrait.svg(genome(i)) returns (string memory picture) {
                hold(portrait.species() != 0, "what is not sealed shows nothing");
                hold(keccak256(bytes(picture)) == pictures[genome(i)], "a picture stays");
            } catch {
                hold(portrait.species() == 0, "what is sealed shows all");
            }
        }
        if (portrait.species() == 0) {
            hold(portrait.provenSpecies() == 0, "nothing is proven before the seal");
            return;
        }
        hold(portrait.chunkCount() == 3, "what is sealed has all chunks");
        hold(portrait.species() == species, "a species is the hash of its art");
        hold(portrait.provenSpecies() == species, "what is sealed is proven");
    }

    /// The painters are no desert.
    function test_painters_add_and_seal_among_failures() public {
        for (uint256 i = 0; i < 40; ++i) {
            if (i % 3 == 0) painters.seal(i);
            else painters.add(i, i / 3, i / 2);
        }
        assertEq(painters.adds(), 3);
        assertEq(painters.seals(), 1);
        invariant_a_portrait_shows_its_art_or_nothing();
    }

    /// Too little gas shows nothing, and never something else.
    function test_no_gas_limit_shows_another_picture() public {
        Portrait sealed_ = sealedPortrait(art());
        Registry registry = new Registry(species, sealed_, "Tester");
        uint256 id = registry.register(address(0xA11CE), genome(0));
        bytes32 whole = keccak256(abi.encode(registry.tokenURI(id)));
        uint256 shown;
        for (uint256 gas = 50_000; gas < 12_000_000; gas += gas / 16) {
            (bool done, bytes memory answer) =
                address(registry).staticcall{gas: gas}(abi.encodeCall(Registry.tokenURI, (id)));
            if (!done) continue;
            assertEq(keccak256(answer), whole);
            ++shown;
        }
        assertTrue(shown > 2);
    }
}
