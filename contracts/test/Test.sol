// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The cheat codes of forge that these tests use, and nothing else.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function roll(uint256 number) external;
    function setBlockhash(uint256 number, bytes32 hash) external;
    function etch(address account, bytes calldata code) external;
    function store(address account, bytes32 slot, bytes32 word) external;
    function load(address account, bytes32 slot) external view returns (bytes32 word);
    function addr(uint256 key) external pure returns (address account);
    function signAndAttachDelegation(address code, uint256 key) external;
    function assume(bool condition) external pure;
    function expectRevert(bytes calldata refusal) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function snapshotGasLastCall(string calldata group, string calldata name)
        external
        returns (uint256 gas);
    function snapshotValue(string calldata group, string calldata name, uint256 value) external;
}

/// What every test stands on: the cheat codes, and equality that tells what came.
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotEqual(bytes32 expected, bytes32 came);
    error TooMuch(uint256 limit, uint256 came);

    function assertEq(uint256 came, uint256 expected) internal pure {
        if (came != expected) revert NotEqual(bytes32(expected), bytes32(came));
    }

    function assertEq(address came, address expected) internal pure {
        assertEq(uint256(uint160(came)), uint256(uint160(expected)));
    }

    function assertEq(bytes32 came, bytes32 expected) internal pure {
        assertEq(uint256(came), uint256(expected));
    }

    function assertEq(string memory came, string memory expected) internal pure {
        assertEq(keccak256(bytes(came)), keccak256(bytes(expected)));
    }

    function assertTrue(bool came) internal pure {
        assertEq(came ? 1 : 0, 1);
    }

    function assertFalse(bool came) internal pure {
        assertEq(came ? 1 : 0, 0);
    }

    function assertAtMost(uint256 came, uint256 limit) internal pure {
        if (came > limit) revert TooMuch(limit, came);
    }

    function assertLog(
        Vm.Log memory log,
        address emitter,
        bytes32[] memory topics,
        bytes memory data
    ) internal pure {
        assertEq(log.emitter, emitter);
        assertEq(keccak256(abi.encode(log.topics)), keccak256(abi.encode(topics)));
        assertEq(keccak256(log.data), keccak256(data));
    }

    /// The topics of an event with three indexed words.
    function topicsOf(bytes32 event_, uint256 a, uint256 b, uint256 c)
        internal
        pure
        returns (bytes32[] memory topics)
    {
        topics = new bytes32[](4);
        (topics[0], topics[1]) = (event_, bytes32(a));
        (topics[2], topics[3]) = (bytes32(b), bytes32(c));
    }
}
