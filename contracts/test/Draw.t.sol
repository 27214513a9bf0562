// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAvatarchain} from "../src/IAvatarchain.sol";
import {BreedingCase} from "./BreedingCase.sol";
import {Headers} from "./Headers.sol";
import {Vm} from "./Test.sol";

/// When a child can be delivered, by which header, and when its conception has lapsed.
contract DrawTest is BreedingCase {
    uint256 private draw;
    bytes private header;

    function setUp() public override {
        super.setUp();
        draw = conceive(ALICE, mother, father);
        header = Headers.header(draw);
    }

    /// The block that comes so many blocks after the draw's.
    function after_(uint256 blocks) private {
        present = 1000;
        pass(8 + blocks);
        remember(draw);
    }

    /// The conception is neither over nor lapsed, and there is no child.
    function stillExpecting() private {
        vm.prank(ALICE);
        vm.expectRevert(expecting(mother, draw));
        registry.conceive(mother, father);
        assertConception(mother, father, draw);
        assertEq(registry.balanceOf(ALICE), 2);
    }

    function delivered() private {
        stillExpecting();
        uint256 id = registry.deliver(mother, header);
        assertEq(registry.genomeOf(id), expected(mother, father, draw));
    }

    function lapsed() private {
        vm.expectRevert(tooLate(mother, draw));
        registry.deliver(mother, header);
        vm.recordLogs();
        assertEq(conceive(ALICE, mother, father), present + 8);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertPairLog(logs[0], IAvatarchain.Lapsed.selector, mother, father, "");
        bytes memory next = abi.encode(present + 8);
        assertPairLog(logs[1], IAvatarchain.Conceived.selector, mother, father, next);
        assertConception(mother, father, present + 8);
        pass(9);
        deliver(mother);
    }

    // --- blocks

    function testFuzz_up_to_the_draw_a_birth_is_too_early(uint256 blocks) public {
        after_(0);
        vm.roll(1000 + blocks % 9);
        vm.expectRevert(tooEarly(mother, draw));
        registry.deliver(mother, header);
        stillExpecting();
    }

    function test_in_the_block_of_the_draw_a_birth_is_too_early() public {
        after_(0);
        vm.expectRevert(tooEarly(mother, draw));
        registry.deliver(mother, header);
        stillExpecting();
    }

    function test_in_the_block_after_the_draw_it_is_delivered() public {
        after_(1);
        delivered();
    }

    function test_255_blocks_after_the_draw_it_is_delivered() public {
        after_(255);
        delivered();
    }

    function test_256_blocks_after_the_draw_it_is_delivered() public {
        after_(256);
        delivered();
    }

    function test_257_blocks_after_the_draw_it_has_lapsed_without_a_history() public {
        after_(257);
        lapsed();
    }

    function test_257_blocks_after_the_draw_it_is_delivered_with_a_history() public {
        keepHistory();
        after_(257);
        delivered();
    }

    function test_8190_blocks_after_the_draw_it_is_delivered() public {
        keepHistory();
        after_(8190);
        delivered();
    }

    function test_8191_blocks_after_the_draw_it_is_delivered() public {
        keepHistory();
        after_(8191);
        delivered();
    }

    function test_8192_blocks_after_the_draw_it_has_lapsed() public {
        keepHistory();
        after_(8191);
        pass(1);
        lapsed();
    }

    function test_8192_blocks_after_the_draw_another_hash_in_its_place_draws_nothing() public {
        keepHistory();
        after_(8192);
        // The ring of the history has come round.
        remember(draw + KEPT);
        lapsed();
    }

    function testFuzz_whatever_block_it_is_delivered_or_lapsed(uint256 blocks, bool history)
        public
    {
        blocks = 1 + blocks % 20_000;
        if (history) keepHistory();
        after_(blocks);
        if (blocks <= (history ? KEPT : 256)) delivered();
        else lapsed();
    }

    function test_a_lapse_is_told_of_the_father_that_was() public {
        after_(257);
        uint256 other = founder("other");
        vm.recordLogs();
        conceive(ALICE, mother, other);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertPairLog(logs[0], IAvatarchain.Lapsed.selector, mother, father, "");
        assertConception(mother, other, present + 8);
    }

    /// A chain that begins to keep the history has none of before.
    function test_what_the_history_does_not_hold_has_lapsed() public {
        keepHistory();
        present = 1000;
        pass(8 + 300);
        lapsed();
    }

    // --- headers

    function refused(bytes memory other) private {
        vm.expectRevert(otherHeader(draw));
        registry.deliver(mother, other);
    }

    function test_the_headers_of_other_blocks_are_refused() public {
        after_(5);
        remember(draw - 1);
        remember(draw + 1);
        refused(Headers.header(draw - 1));
        refused(Headers.header(draw + 1));
        refused(Headers.header(1000));
        stillExpecting();
    }

    function test_no_header_and_a_longer_or_shorter_one_are_refused() public {
        after_(1);
        refused("");
        refused(bytes.concat(header, hex"00"));
        bytes memory shorter = header;
        assembly ("memory-safe") {
            mstore(shorter, sub(mload(shorter), 1))
        }
        refused(shorter);
        stillExpecting();
    }

    function testFuzz_a_header_with_one_byte_changed_is_refused(uint256 place, uint8 change)
        public
    {
        vm.assume(change != 0);
        after_(1);
        bytes memory forged = header;
        place %= forged.length;
        forged[place] = forged[place] ^ bytes1(change);
        refused(forged);
        delivered();
    }

    function testFuzz_another_mixture_for_the_same_block_is_refused(bytes32 mixture) public {
        vm.assume(mixture != Headers.mixOf(draw));
        after_(1);
        bytes[] memory fields = Headers.fieldsOf(draw);
        fields[Headers.MIX] = bytes.concat(hex"a0", mixture);
        refused(Headers.encoded(fields));
        stillExpecting();
    }

    /// Who builds the block of the draw has 32 bytes of extra data to vary: other hashes, one child.
    function testFuzz_the_hash_of_the_drawing_block_does_not_choose_the_child(bytes32 extra)
        public
    {
        after_(1);
        bytes memory variant = Headers.variant(draw, extra);
        vm.assume(keccak256(variant) != keccak256(header));
        remember(draw, keccak256(variant));
        uint256 id = registry.deliver(mother, variant);
        assertEq(registry.genomeOf(id), expected(mother, father, draw));
    }

    // --- gas

    /// With too little gas the call to the history contract fails, and a hash would read as 0.
    function test_no_gas_limit_makes_a_hash_read_as_nothing() public {
        keepHistory();
        starve(2_800, 7);
    }

    /// The same after a fork that makes reading dearer, and so leaves more gas to a starved call.
    function test_no_gas_limit_makes_a_hash_read_as_nothing_where_reading_is_dear() public {
        vm.etch(HISTORY, type(DearHistory).runtimeCode);
        starve(90_000, 225);
    }

    function starve(uint256 window, uint256 step) private {
        after_(300);
        Starver starver = new Starver();
        vm.prank(ALICE);
        registry.setApprovalForAll(address(starver), true);
        bytes memory call_ = abi.encodeCall(IAvatarchain.conceive, (mother, father));
        starve(starver, call_, expecting(mother, draw), window, step);
        call_ = abi.encodeCall(IAvatarchain.deliver, (mother, ""));
        starve(starver, call_, otherHeader(draw), window, step);
        delivered();
    }

    /// A call that is refused is refused for its reason or, with any less gas, without one.
    function starve(
        Starver starver,
        bytes memory call_,
        bytes memory refusal,
        uint256 window,
        uint256 step
    ) private {
        uint256 low = 5_000;
        uint256 enough = 250_000;
        while (enough - low > 1) {
            uint256 middle = (low + enough) / 2;
            if (starver.refusal(address(registry), call_, middle).length == 0) low = middle;
            else enough = middle;
        }
        uint256 first = enough > window ? enough - window : 1_000;
        for (uint256 gas_ = first; gas_ < enough + window; gas_ += step) {
            bytes memory told = starver.refusal(address(registry), call_, gas_);
            if (gas_ < enough) assertEq(told.length, 0);
            else assertEq(keccak256(told), keccak256(refusal));
        }
    }
}

/// EIP-2935's history, where reading costs forty times as much.
contract DearHistory {
    bytes32[8191] private ring;

    fallback(bytes calldata input) external returns (bytes memory) {
        uint256 number = uint256(bytes32(input));
        bytes32 others;
        for (uint256 i = 1; i <= 40; ++i) {
            others |= ring[(number + i) % 8191];
        }
        assert(others == 0);
        return abi.encode(ring[number % 8191]);
    }
}

/// Calls that are to be refused, with so much gas and no more.
contract Starver {
    function refusal(address registry, bytes calldata call_, uint256 gas_)
        external
        returns (bytes memory data)
    {
        bool done;
        (done, data) = registry.call{gas: gas_}(call_);
        require(!done, "not refused");
    }
}
