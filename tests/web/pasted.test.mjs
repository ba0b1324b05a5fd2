// Pasted ranges, read by the page's script. The server's box is held to the same cases (crates/domain/src/receiving/grid.rs).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { cellsOf, htmlOf, isRange, textOf } from "../../assets/web/common/pasted.js";

const cases = JSON.parse(readFileSync(new URL("../data/pasted.json", import.meta.url), "utf8"));

describe("a pasted range", () => {
    for (const { what, text, rows } of cases) {
        test(what, () => assert.deepEqual(cellsOf(text), rows));
    }

    test("written as text is read again as it was", () => {
        for (const { what, rows } of cases) {
            // the last line ends there: one that is nothing but an empty cell would be no line
            assert.deepEqual(cellsOf(textOf(rows)), rows, what);
        }
    });

    test("written as HTML holds every text as a text", () => {
        const html = htmlOf([["<b>甲</b>", 'a"&'], ["990000197003079879", ""]]);
        assert.match(html, /&lt;b&gt;甲&lt;\/b&gt;/);
        assert.match(html, /a&quot;&amp;/);
        assert.equal(html.match(/mso-number-format:'\\@'/g).length, 4);
    });

    test("is told from a word or a line", () => {
        for (const text of ["甲\t乙", "甲\n乙", "\t", "甲\r\n乙\r\n"]) assert.ok(isRange(text), JSON.stringify(text));
        for (const text of ["", "甲乙", "甲\n", "\n甲\r\n"]) assert.ok(!isRange(text), JSON.stringify(text));
    });
});
