// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

/// What the tests of `/rpc` call: it keeps a number, tells it, and refuses two of them.
contract Caller {
    uint256 public last;

    event Heard(address indexed who, uint256 number);

    error Refused(uint256 number);

    function say(uint256 number) external {
        if (number == 13) revert Refused(number);
        require(number != 14, "not fourteen");
        last = number;
        emit Heard(msg.sender, number);
    }
}
