// Codes as they are read on the screen, whatever the page says in its source: styles can turn them round.

import assert from "node:assert/strict";

/** Letters of each code cell of the page's tables, as they stand in the page and from left to right on the screen. */
function lettersOf(cells) {
    return cells.map((cell) => {
        const letters = [];
        const walk = document.createTreeWalker(cell, window.NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            for (let at = 0; at < node.length; at += 1) {
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                const box = range.getBoundingClientRect();
                if (box.width && node.data[at].trim()) letters.push({ letter: node.data[at], left: box.left });
            }
        }
        const said = (list) => list.map((one) => one.letter).join("");
        return [said(letters), said([...letters].sort((a, b) => a.left - b.left))];
    });
}

/** Fails where a code is read otherwise than it is. A part that is cut lies under the next: beginning and end tell. */
export async function codesAreInOrder(page) {
    const read = await page.locator("main table td.code").evaluateAll(lettersOf);
    const codes = read.filter(([kept]) => /^20\d\d-/.test(kept));
    assert.ok(codes.length > 0, JSON.stringify(read.slice(0, 3)));
    for (const [kept, seen] of codes) {
        assert.equal(seen.slice(0, 4), kept.slice(0, 4), seen);
        assert.equal(seen.slice(-2), kept.slice(-2), seen);
    }
}
