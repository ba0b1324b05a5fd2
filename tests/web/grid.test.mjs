// What a person does in the table, as steps that can be undone.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applied, inverse, sorted } from "../../assets/web/grid/steps.js";
import { dice } from "./dice.mjs";

const row = (name) => ({ name, cells: {} });
const names = (rows) => rows.map((one) => one.name).join("");

/** A step somebody might do in these rows. */
function anyStep(rows, roll) {
    const from = roll.below(rows.length), to = from + 1 + roll.below(rows.length - from);
    const chosen = rows.slice(from, to), behind = rows[to] ?? null;
    switch (roll.below(4)) {
        case 0: return { kind: "edit", row: rows[from], field: "title", from: rows[from].cells.title ?? "", to: String(roll.below(99)) };
        case 1: return { kind: "add", rows: [row(roll.letter())], before: rows[roll.below(rows.length + 1)] ?? null };
        case 2: return rows.length > 2 ? { kind: "remove", rows: chosen.slice(0, 1), before: rows[from + 1] ?? null } : null;
        default: {
            const others = rows.filter((one) => !chosen.includes(one));
            return { kind: "move", rows: chosen, before: others[roll.below(others.length + 1)] ?? null, was: behind };
        }
    }
}

describe("steps", () => {
    test("rows are added, taken out and moved before the row that is named, or to the end", () => {
        const [a, b, c, d] = ["a", "b", "c", "d"].map(row);
        assert.equal(names(applied([a, b, c], [{ kind: "add", rows: [d], before: b }])), "adbc");
        assert.equal(names(applied([a, b, c], [{ kind: "add", rows: [d], before: null }])), "abcd");
        assert.equal(names(applied([a, b, c, d], [{ kind: "remove", rows: [b, c], before: d }])), "ad");
        assert.equal(names(applied([a, b, c, d], [{ kind: "move", rows: [c, d], before: a, was: null }])), "cdab");
        assert.equal(names(applied([a, b, c, d], [{ kind: "move", rows: [a], before: null, was: b }])), "bcda");
    });

    test("whatever is done, undone and done again leaves what was there each time", () => {
        for (let seed = 1; seed <= 200; seed++) {
            const roll = dice(seed);
            let rows = ["a", "b", "c", "d", "e"].map(row);
            const seen = () => JSON.stringify(rows.map(({ name, cells }) => [name, cells.title ?? ""]));
            for (let n = 0; n < 30; n++) {
                const step = anyStep(rows, roll);
                if (!step) continue;
                const before = seen();
                rows = applied(rows, [step]);
                const after = seen();
                rows = applied(rows, inverse([step]));
                assert.equal(seen(), before, `seed ${seed}: ${step.kind} undone`);
                rows = applied(rows, inverse(inverse([step])));
                assert.equal(seen(), after, `seed ${seed}: ${step.kind} done again`);
            }
        }
    });

    test("rows are sorted by a text, those without one behind, equal ones as they stood", () => {
        const rows = [["a", "2"], ["b", ""], ["c", "1"], ["d", "2"], ["e", ""]].map(([name, date]) => ({ name, cells: date ? { date } : {} }));
        assert.equal(names(sorted(rows, "date")), "cadbe");
        assert.equal(names(rows), "abcde", "the list given stays");
        const [a, b, c] = rows, move = { kind: "move", rows: [c, a, b], before: null, was: null, stood: [a, b, c] };
        assert.equal(names(applied(applied([a, b, c], [move]), inverse([move]))), "abc");
    });
});
