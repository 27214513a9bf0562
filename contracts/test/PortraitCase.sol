// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {DynamicBufferLib} from "solady/utils/DynamicBufferLib.sol";
import {LibBytes} from "solady/utils/LibBytes.sol";
import {Portrait} from "../src/Portrait.sol";
import {Test} from "./Test.sol";

/// A small species whose art is written here: two colours, three shapes that can hide one another,
/// and nine silent loci; a colour and a shape have 256 forms. Hair has a second layer, over the hat,
/// that only form 3 draws. The drawings are long, so that they straddle chunks.
abstract contract PortraitCase is Test {
    using DynamicBufferLib for DynamicBufferLib.DynamicBuffer;

    uint256 internal constant CHUNK = 24_575;
    string internal constant NAME = unicode'"Tester" \\ <b>Zoë</b> 🦊';
    string internal constant NAME_TOLD = unicode'\\"Tester\\" \\\\ <b>Zoë</b> 🦊';
    string internal constant DESCRIPTION = "For tests.";
    string internal constant CREATOR = unicode'Zoë "Z"';
    string internal constant LICENSE = "CC0-1.0";
    /// What `tokenURI` and `contractURI` say of it.
    string internal constant ABOUT =
        unicode'"description":"For tests.","creator":"Zoë \\"Z\\"","license":"CC0-1.0",';
    string internal constant HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="512" '
        'height="512" viewBox="0 0 512 512" fill="none" fill-rule="evenodd" '
        'stroke-linecap="round" stroke-linejoin="round">';

    /// Loci: 0 skin, a colour; 1 hat; 2 hair; 3 gem, a colour of 256 forms, whose second digit is
    /// locus 6; 4 badge, a shape of 256 forms, whose second digit is locus 5.
    function locusName(uint256 locus) internal pure returns (string memory) {
        string[7] memory names = ["skin", "hat", "hair", "gem", "badge", "badge-2", "gem-2"];
        return locus < 7 ? names[locus] : "";
    }

    /// The hat has a title too.
    function title(uint256 locus) internal pure returns (string memory) {
        return locus == 1 ? unicode"帽子" : "";
    }

    function formName(uint256 locus, uint256 form) internal pure returns (string memory) {
        return string.concat(locusName(locus), " ", Strings.toString(form));
    }

    /// Six digits: the colour of a form of skin or gem.
    function colour(uint256 locus, uint256 form, uint256 shade)
        internal
        pure
        returns (string memory)
    {
        bytes memory digits = bytes(Strings.toHexString(locus * 65536 + form * 256 + shade, 3));
        return string(LibBytes.slice(digits, 2));
    }

    /// Layers: 0 hair, 1 hat, 2 badge, 3 hair over the hat. Colours: {s} the skin, {d} its shade,
    /// {g} the gem, {h} its shade.
    function drawing(uint256 layer, uint256 form) internal pure returns (string memory) {
        if (layer == 3) return form == 3 ? "<front/>" : "";
        if (layer == 2) {
            string memory here = Strings.toString(form);
            return string.concat('<b fill="#{g}" stroke="#{h}" d="', here, '"/><c fill="#{s}"/>');
        }
        if (layer == 1) {
            return form == 0 ? "" : string.concat('<hat fill="#{d}" d="', "M0 0", '"/>');
        }
        bytes memory strand =
            bytes.concat("<hair-", bytes1(uint8(97 + form)), '-abcdefghijk fill="#{s}"/>');
        return string(LibBytes.repeat(strand, 4 + 6 * form));
    }

    /// Hat 15 hides hair, hair 15 hides the hat, skin 15 hides both; badge 200 hides the hat.
    function hides(uint256 locus, uint256 form) internal pure returns (uint16) {
        if (locus == 4) return form == 200 ? 2 : 0;
        if (form != 15 || locus > 2) return 0;
        return locus == 0 ? 6 : locus == 1 ? 4 : 2;
    }

    function sizeOf(uint256 locus) internal pure returns (uint256) {
        return locus < 3 ? 16 : locus < 5 ? 256 : 0;
    }

    struct Draft {
        DynamicBufferLib.DynamicBuffer directory;
        DynamicBufferLib.DynamicBuffer heap;
    }

    function art() internal pure returns (bytes memory) {
        uint8[4] memory layers = [2, 1, 4, 2];
        bytes memory tables = bytes.concat("AVART\x02", hex"04ff01020201020303", new bytes(9));
        tables = bytes.concat(tables, hex"ffffff0605ffff", LibBytes.repeat(hex"ff", 9));
        for (uint256 i = 0; i < layers.length; ++i) {
            tables = bytes.concat(tables, bytes1(layers[i]));
        }
        Draft memory draft;
        bytes[8] memory about = texts();
        for (uint256 i = 0; i < 40; ++i) {
            put(draft, i < 8 ? about[i] : bytes(i < 24 ? locusName(i - 8) : title(i - 24)));
        }
        DynamicBufferLib.DynamicBuffer memory hiding;
        DynamicBufferLib.DynamicBuffer memory colours;
        for (uint256 locus = 0; locus < 5; ++locus) {
            for (uint256 form = 0; form < sizeOf(locus); ++form) {
                hiding.p(bytes.concat(bytes2(hides(locus, form))));
                put(draft, bytes(formName(locus, form)));
                if (locus != 0 && locus != 3) continue;
                colours.p(bytes(colour(locus, form, 0)), bytes(colour(locus, form, 1)));
            }
        }
        for (uint256 i = 0; i < layers.length; ++i) {
            for (uint256 form = 0; form < sizeOf(layers[i]); ++form) {
                put(draft, bytes(drawing(i, form)));
            }
        }
        return
            bytes.concat(tables, hiding.data, colours.data, draft.directory.data, draft.heap.data);
    }

    function texts() private pure returns (bytes[8] memory told) {
        (told[0], told[1], told[2], told[3]) = ("{}", bytes(NAME), "1.0", bytes(DESCRIPTION));
        (told[4], told[5], told[7]) = (bytes(CREATOR), bytes(LICENSE), "ink#000000");
    }

    /// Puts a fragment into the heap, its references before it, and its entry into the directory.
    function put(Draft memory draft, bytes memory text) private pure {
        bytes memory marks;
        for (uint256 i = 0; i + 2 < text.length; ++i) {
            if (text[i] != "{" || text[i + 2] != "}") continue;
            bytes1 letter = text[i + 1];
            uint8 number = letter == "s" ? 0 : letter == "d" ? 1 : letter == "g" ? 6 : 7;
            uint24 place = uint24(i + 3 * (marks.length / 4));
            marks = bytes.concat(marks, bytes3(place), bytes1(number));
        }
        bytes memory room = bytes(filled(string(text), "000000", "000000", "000000", "000000"));
        bytes3 offset = bytes3(uint24(draft.heap.data.length));
        bytes2 count = bytes2(uint16(marks.length / 4));
        draft.directory.p(bytes.concat(offset, bytes3(uint24(room.length)), count));
        draft.heap.p(marks, room);
    }

    /// A drawing with its colours.
    function filled(
        string memory text,
        string memory s,
        string memory d,
        string memory g,
        string memory h
    ) private pure returns (string memory) {
        text = string(LibBytes.replace(bytes(text), "{s}", bytes(s)));
        text = string(LibBytes.replace(bytes(text), "{d}", bytes(d)));
        text = string(LibBytes.replace(bytes(text), "{g}", bytes(g)));
        return string(LibBytes.replace(bytes(text), "{h}", bytes(h)));
    }

    function expressed(uint256 genome, uint256 locus) internal pure returns (uint256) {
        return (genome >> (252 - 16 * locus)) & 15;
    }

    /// What `svg` must return, put together another way.
    function expectedSvg(uint256 genome) internal pure returns (string memory) {
        uint256 skin = expressed(genome, 0);
        uint256 hat = expressed(genome, 1);
        uint256 hair = expressed(genome, 2);
        uint256 gem = 16 * expressed(genome, 3) + expressed(genome, 6);
        uint256 badge = 16 * expressed(genome, 4) + expressed(genome, 5);
        bool bald = hat == 15 || skin == 15;
        bool bare = hair == 15 || skin == 15 || badge == 200;
        string memory body = string.concat(
            bald ? "" : drawing(0, hair),
            bare ? "" : drawing(1, hat),
            drawing(2, badge),
            bald ? "" : drawing(3, hair)
        );
        body = filled(
            body, colour(0, skin, 0), colour(0, skin, 1), colour(3, gem, 0), colour(3, gem, 1)
        );
        return string.concat(HEAD, body, "</svg>");
    }

    function chunkOf(bytes memory data, uint256 number) internal pure returns (bytes memory) {
        return LibBytes.slice(data, number * CHUNK, (number + 1) * CHUNK);
    }

    function chunksOf(bytes memory data) internal pure returns (uint256) {
        return (data.length + CHUNK - 1) / CHUNK;
    }

    function unsealed(bytes memory data) internal returns (Portrait portrait) {
        portrait = new Portrait(uint64(data.length));
        for (uint256 i = 0; i < chunksOf(data); ++i) {
            portrait.add(i, chunkOf(data, i));
        }
    }

    function sealedPortrait(bytes memory data) internal returns (Portrait portrait) {
        portrait = unsealed(data);
        portrait.seal();
    }
}
