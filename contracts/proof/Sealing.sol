// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Portrait} from "../src/Portrait.sol";

/// The cheat codes of halmos that this proof uses.
interface Svm {
    function createBool(string calldata name) external returns (bool);
    function createCalldata(string calldata contract_) external returns (bytes memory data);
    function createAddress(string calldata name) external returns (address);
    function createUint256(string calldata name) external returns (uint256);
    function enableSymbolicStorage(address account) external;
}

interface Vm {
    function prank(address sender) external;
    function assume(bool condition) external pure;
    function etch(address account, bytes calldata code) external;
}

/// What halmos proves of a portrait with an art of three chunks, over its deployed code: for one
/// call, by anyone, whatever it says.
contract Sealing {
    Svm private constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant CHUNK = 24_575;
    /// One of the lengths that halmos gives to bytes in a call.
    uint256 private constant LAST = 65;

    Portrait private portrait;

    /// Two chunks are there; the third and the seal are to come.
    function setUp() public {
        portrait = new Portrait(uint64(2 * CHUNK + LAST));
        portrait.add(0, part(0));
        portrait.add(1, part(1));
    }

    function part(uint256 number) private pure returns (bytes memory bytes_) {
        bytes_ = new bytes(number == 2 ? LAST : CHUNK);
        bytes_[number] = 0x41;
    }

    /// One call by anybody; anything may be in it.
    function anything() private {
        address who = svm.createAddress("anyone");
        vm.assume(who != address(0));
        bytes memory data = svm.createCalldata("Portrait");
        vm.prank(who);
        (bool done,) = address(portrait).call(data);
        done;
    }

    /// The third chunk, or it and the seal, may come before the call.
    function check_what_has_a_species_has_all_chunks_and_their_hash() public {
        if (svm.createBool("added")) {
            portrait.add(2, part(2));
            if (svm.createBool("sealed")) portrait.seal();
        }
        anything();
        bytes32 species = portrait.species();
        if (species == 0) return;
        assert(portrait.chunkCount() == 3);
        assert(species == keccak256(bytes.concat(part(0), part(1), part(2))));
        assert(species == portrait.provenSpecies());
    }

    /// Whatever storage a constructor laid under the code: once it tells a species, no call changes
    /// it, nor the length, nor how many chunks there are and which. More there is not that the code
    /// could read, and the chunks are code that never runs. So what it answers stays for good:
    /// `svg` of each genome, and the proof of the species.
    function check_what_has_a_species_never_changes() public {
        address forged = address(0xF0_46ED);
        vm.etch(forged, address(portrait).code);
        svm.enableSymbolicStorage(forged);
        portrait = Portrait(forged);
        bytes32 species = portrait.species();
        vm.assume(species != 0);
        uint256 length = portrait.length();
        uint256 count = portrait.chunkCount();
        uint256 number = svm.createUint256("number");
        vm.assume(number < count);
        address chunk = portrait.chunkAt(number);
        anything();
        assert(portrait.species() == species);
        assert(portrait.length() == length);
        assert(portrait.chunkCount() == count);
        assert(portrait.chunkAt(number) == chunk);
    }

    // This has to be refuted: else the first proof would say nothing of what is sealed.

    function check_nothing_is_sealed() public {
        portrait.add(2, part(2));
        anything();
        assert(portrait.species() == 0);
    }
}
