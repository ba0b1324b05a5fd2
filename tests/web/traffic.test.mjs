// The volume's queue under a bad wire: nothing typed is lost, nothing is done twice, and what a colleague wrote
// is never written over unseen.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dice } from "./dice.mjs";
import { Office } from "./office.mjs";
import { FATES, Seat } from "./seat.mjs";

const sit = (titles = ["一", "二", "三"]) => {
    const office = new Office(titles);
    return { office, seat: new Seat(office) };
};
const cell = (office, at, field) => office.items.get(office.order[at]).cells[field] ?? "";
const times = (office, typed) => office.taken.filter((one) => one.typed === typed).length;
const same = (seat, what) => assert.deepEqual(seat.seen, seat.stored, what);

describe("a cell", () => {
    test("is sent, answered, and shown as it was read", async () => {
        const { office, seat } = sit();
        seat.type(seat.row(0), "date", "3.22");
        await seat.go("answered");
        assert.equal(cell(office, 0, "date"), "1990-03-22");
        assert.equal(seat.row(0).cells.date, "1990-03-22");
        assert.deepEqual(seat.v.queue, []);
    });

    test("whose request is lost is sent again, once", async () => {
        const { office, seat } = sit();
        seat.type(seat.row(0), "title", "新");
        await seat.go("lost");
        assert.equal(seat.v.stuck, "lost");
        assert.equal(seat.store.length, 1, "it lies in this browser meanwhile");
        await seat.calm();
        assert.equal(times(office, "新"), 1);
        assert.deepEqual([seat.v.queue, seat.store], [[], []]);
    });

    test("whose answer is lost is sent again and found to be there", async () => {
        const { office, seat } = sit();
        seat.type(seat.row(0), "title", "新");
        await seat.go("answer lost");
        assert.equal(cell(office, 0, "title"), "新");
        await seat.calm();
        assert.equal(times(office, "新"), 1);
        same(seat);
    });

    for (const fate of ["answer lost", "lost"]) {
        test(`typed again after its request was gone (${fate}) is no conflict with itself`, async () => {
            const { office, seat } = sit();
            seat.type(seat.row(0), "title", "新");
            await seat.go(fate);
            seat.type(seat.row(0), "title", "更新");
            seat.type(seat.row(0), "title", "最新");
            await seat.calm();
            assert.deepEqual(seat.waiting, []);
            assert.equal(cell(office, 0, "title"), "最新");
            assert.equal(times(office, "更新"), 0, "what was typed over before it went is not sent");
            same(seat);
        });

        test(`undone after its request was gone (${fate}) is as it was`, async () => {
            const { office, seat } = sit();
            seat.type(seat.row(0), "title", "新");
            await seat.go(fate);
            seat.undo();
            await seat.calm();
            assert.deepEqual(seat.waiting, []);
            assert.equal(cell(office, 0, "title"), "一");
            same(seat);
        });
    }

    test("typed again while it is on its way goes behind it", async () => {
        const { office, seat } = sit();
        seat.type(seat.row(0), "title", "新");
        seat.type(seat.row(0), "title", "更新");
        await seat.calm();
        assert.equal(cell(office, 0, "title"), "更新");
        assert.deepEqual([times(office, "新"), times(office, "更新")], [1, 1]);
        same(seat);
    });

    test("that is refused keeps its text until it is typed anew", async () => {
        const { office, seat } = sit();
        seat.type(seat.row(1), "date", "2.30");
        await seat.calm();
        assert.equal(cell(office, 1, "date"), "");
        assert.equal(seat.row(1).cells.date, "2.30");
        assert.match(seat.row(1).marks.date.text, /没有这一天/);
        assert.equal(seat.waiting.length, 1);
        seat.type(seat.row(1), "date", "2.28");
        await seat.calm();
        assert.equal(cell(office, 1, "date"), "1990-02-28");
        assert.deepEqual(seat.v.queue, []);
    });

    test("of a person who is signed out waits, and may still be typed over", async () => {
        const { office, seat } = sit();
        seat.type(seat.row(0), "title", "新");
        await seat.go("signed out");
        seat.type(seat.row(0), "title", "更新");
        await seat.calm();
        assert.equal(times(office, "新"), 0);
        assert.equal(cell(office, 0, "title"), "更新");
    });

    test("of a record that somebody took out is told, not kept for ever", async () => {
        const { office, seat } = sit();
        const [row] = seat.rows;
        office.order.shift();
        seat.type(row, "title", "新");
        await seat.calm();
        assert.match(seat.said.join(), /“新”没有存上/);
        assert.deepEqual(seat.v.queue, []);
    });
});

describe("a colleague in the same cell", () => {
    test("is not written over; both texts are told, and each can be taken", async () => {
        const { office, seat } = sit();
        office.change(1, "title", "同事");
        seat.type(seat.row(0), "title", "我");
        await seat.go("answered");
        assert.equal(cell(office, 0, "title"), "同事");
        const mark = seat.row(0).marks.title;
        assert.deepEqual(mark.conflict, { field: "title", mine: "我", theirs: "同事" });
        assert.equal(seat.row(0).cells.title, "我");
        // what the page does on “用我的”
        seat.row(0).base.title = mark.conflict.theirs;
        seat.type(seat.row(0), "title", mark.conflict.mine);
        await seat.calm();
        assert.equal(cell(office, 0, "title"), "我");
        same(seat);
    });

    test("is a conflict, too, when the first request was lost and the text typed again", async () => {
        const { office, seat } = sit();
        seat.type(seat.row(0), "title", "我");
        await seat.go("lost");
        office.change(1, "title", "同事");
        seat.type(seat.row(0), "title", "还是我");
        await seat.calm();
        assert.equal(cell(office, 0, "title"), "同事");
        assert.equal(seat.row(0).marks.title.conflict.mine, "还是我");
    });

    test("is a conflict, too, when the window was closed and opened meanwhile", async () => {
        for (const again of [false, true]) {
            const { office, seat } = sit();
            seat.type(seat.row(0), "title", "我");
            await seat.go("lost");
            if (again) seat.type(seat.row(0), "title", "还是我");
            office.change(1, "title", "同事");
            const later = seat.reopened();
            await later.calm();
            assert.equal(cell(office, 0, "title"), "同事");
            assert.equal(later.row(0).marks.title.conflict.mine, again ? "还是我" : "我");
        }
    });

    test("is shown in cells this person does not change", async () => {
        const { office, seat } = sit();
        office.change(2, "remarks", "缺附件");
        seat.poll();
        await seat.go("answered");
        assert.equal(seat.row(1).cells.remarks, "缺附件");
        assert.match(seat.row(1).theirs, /colleague/);
    });

    test("heard of late does not undo what was heard since", async () => {
        const { office, seat } = sit();
        seat.poll();
        const tell = seat.wire.shift().split();
        seat.type(seat.row(0), "title", "新");
        await seat.go("answered");
        tell();
        await seat.calm();
        assert.equal(seat.row(0).cells.title, "新");
        assert.equal(cell(office, 0, "title"), "新");
    });
});

describe("a new row", () => {
    for (const fate of ["answer lost", "lost"]) {
        test(`sent again (${fate}) is filed once`, async () => {
            const { office, seat } = sit();
            seat.add({ title: "四", pages: "1" });
            await seat.go(fate);
            await seat.calm();
            assert.equal(office.order.length, 4);
            assert.equal(times(office, "四"), 1);
            same(seat);
        });

        test(`changed before it is sent again (${fate}) is filed with what was typed last`, async () => {
            const { office, seat } = sit();
            const row = seat.add({ title: "四", pages: "1" });
            await seat.go(fate);
            seat.type(row, "title", "四改");
            seat.type(row, "remarks", "后补");
            await seat.calm();
            assert.deepEqual([office.order.length, cell(office, 3, "title"), cell(office, 3, "remarks")], [4, "四改", "后补"]);
            assert.deepEqual(seat.waiting, []);
            same(seat);
        });

        test(`taken back before it is sent again (${fate}) is not there in the end`, async () => {
            const { office, seat } = sit();
            const row = seat.add({ title: "四", pages: "1" });
            await seat.go(fate);
            seat.remove(row);
            await seat.calm();
            assert.equal(office.order.length, 3);
            assert.deepEqual(seat.v.queue, []);
            same(seat);
        });

        test(`resent by another window (${fate}) is filed once, with what was typed last`, async () => {
            const { office, seat } = sit();
            const row = seat.add({ title: "四", pages: "1" });
            await seat.go(fate);
            seat.type(row, "title", "四改");
            const later = seat.reopened();
            await later.calm();
            assert.deepEqual([office.order.length, cell(office, 3, "title")], [4, "四改"]);
            same(later);
        });
    }

    test("taken back and put in again while it is on its way is filed once", async () => {
        const { office, seat } = sit();
        seat.add({ title: "四", pages: "1" });
        seat.undo();
        seat.act([{ kind: "add", rows: [...seat.v.queue.map((op) => op.row).slice(0, 1)], before: null }]);
        await seat.calm();
        assert.deepEqual(office.order, [1, 2, 3, 4]);
        same(seat);
    });

    test("without pages waits with its reason, and goes when it has them", async () => {
        const { office, seat } = sit();
        const row = seat.add({ title: "四" });
        await seat.calm();
        assert.equal(office.order.length, 3);
        assert.match(row.marks.pages.text, /没有填/);
        seat.type(row, "pages", "2");
        await seat.calm();
        assert.equal(office.order.length, 4);
        same(seat);
    });

    test("of a paste goes in portions, each row once, though answers are lost", async () => {
        const { office, seat } = sit();
        const rows = Array.from({ length: 620 }, (_, n) => ({ ...seat.v.grid.rows[0], key: `k${n}`, id: null, cells: { title: `名册${n}`, pages: "1" }, base: {}, marks: {}, pending: {} }));
        seat.act([{ kind: "add", rows, before: null }]);
        await seat.go("answered");
        assert.equal(office.order.length, 253, "a portion");
        await seat.go("answer lost");
        await seat.calm();
        assert.equal(office.order.length, 623);
        assert.equal(new Set(office.taken.filter((one) => one.field === "title").map((one) => one.typed)).size, 620);
        same(seat);
    });
});

describe("a row", () => {
    test("taken out and put back while the server is away keeps what was typed into it", async () => {
        const { office, seat } = sit();
        const row = seat.row(1);
        seat.type(seat.row(0), "title", "别的");
        await seat.go("lost");
        seat.type(row, "title", "二改");
        seat.remove(row);
        seat.undo();
        await seat.calm();
        assert.deepEqual(seat.stored.map(([, title]) => title), ["别的", "二改", "三"]);
        assert.equal(office.order.length, 3);
        same(seat);
    });

    test("moved before a row that is not filed yet stands before it in the end", async () => {
        const { seat } = sit();
        const row = seat.add({ title: "四", pages: "1" });
        seat.move(seat.row(0), row);
        await seat.calm();
        assert.deepEqual(seat.stored.map(([, title]) => title), ["二", "三", "一", "四"]);
        same(seat);
    });
});

/** One thing somebody does, by the dice; each text is told from all others. */
function doSomething(seat, roll, texts) {
    const row = seat.rows.length ? roll.one(seat.rows) : null;
    const text = `字${++texts.count}`;
    const what = row ? roll.below(10) : 9;
    if (what < 5) {
        const field = roll.one(["title", "remarks"]);
        seat.type(row, field, text);
        texts.typed.push({ row, field, text });
    } else if (what === 5 && seat.done.length) {
        seat.move(row, roll.one([...seat.rows.filter((one) => one !== row), null]));
    } else if (what === 6 && seat.rows.length > 1) {
        seat.remove(row);
        texts.gone.add(row);
    } else if (what === 7 && seat.done.length) texts.mayUndo && seat.undo();
    else if (what === 8) seat.poll();
    else {
        const added = seat.add({ title: text, pages: "1" }, roll.one([...seat.rows, null]));
        texts.typed.push({ row: added, field: "title", text });
    }
}

const journal = (mayUndo) => ({ count: 0, typed: [], gone: new Set(), mayUndo });

/** What was typed last into each cell of the records that still stand there. */
function last(texts) {
    const name = (row) => row.id ?? row.key;
    const gone = new Set([...texts.gone].map(name));
    const cells = new Map(texts.typed.map((one) => [`${name(one.row)} ${one.field}`, one]));
    return [...cells.values()].filter(({ row }) => !gone.has(name(row)));
}

/** So many moments, in some of which somebody does something and in the others the wire does. */
async function live(seat, roll, texts, moments, share) {
    for (let n = 0; n < moments; n++) {
        if (roll.chance(share)) doSomething(seat, roll, texts);
        else if (seat.wire.length) await seat.go(roll.one(FATES));
        else if (seat.v.stuck) seat.v.stuck = "";
    }
}

describe("by the dice", () => {
    test("alone on a bad wire, the table and the server agree in the end, and no text was taken twice", async () => {
        for (let seed = 1; seed <= 250; seed++) {
            const roll = dice(seed), { office, seat } = sit(["一", "二", "三", "四"]), texts = journal(false);
            await live(seat, roll, texts, 40, 0.5);
            await seat.calm();
            assert.deepEqual(seat.v.queue.map((op) => [op.kind, op.text]), [], `seed ${seed}: left in the queue`);
            same(seat, `seed ${seed}`);
            for (const { row, field, text } of last(texts)) {
                assert.equal(office.items.get(row.id).cells[field], text, `seed ${seed}: ${field} typed last`);
            }
            for (const { text } of texts.typed) assert.ok(times(office, text) <= 1, `seed ${seed}: ${text} was taken ${times(office, text)} times`);
        }
    });

    test("with undoing, the table and the server agree in the end", async () => {
        for (let seed = 1000; seed < 1250; seed++) {
            const roll = dice(seed), { seat } = sit(["一", "二", "三", "四"]), texts = journal(true);
            await live(seat, roll, texts, 40, 0.6);
            await seat.calm();
            assert.deepEqual(seat.v.queue.map((op) => [op.kind, op.text]), [], `seed ${seed}: left in the queue`);
            same(seat, `seed ${seed}`);
        }
    });

    test("with a window closed and opened in between, everything typed arrives once", async () => {
        for (let seed = 2000; seed < 2200; seed++) {
            const roll = dice(seed), { office, seat } = sit(), texts = journal(false);
            await live(seat, roll, texts, 25, 0.6);
            // what was on its way arrives or does not, and nobody hears of it
            while (seat.wire.length) seat.wire.shift()[roll.one(["answer lost", "lost"])]();
            const later = seat.reopened();
            await later.calm();
            assert.deepEqual(later.v.queue.map((op) => [op.kind, op.text]), [], `seed ${seed}: left in the queue`);
            same(later, `seed ${seed}`);
            for (const { text } of last(texts)) assert.equal(times(office, text), 1, `seed ${seed}: ${text}`);
        }
    });

    test("with a colleague in the same cells, every text of both was taken, or waits with both told", async () => {
        for (let seed = 3000; seed < 3250; seed++) {
            const roll = dice(seed), { office, seat } = sit(), typed = new Map(), theirs = new Map();
            for (let n = 0; n < 40; n++) {
                const at = roll.below(3), name = `${at + 1} title`;
                const what = roll.below(10);
                if (what < 3) {
                    seat.type(seat.row(at), "title", `我${n}`);
                    typed.set(name, `我${n}`);
                } else if (what === 3) {
                    office.change(at + 1, "title", `同事${n}`);
                    theirs.set(name, `同事${n}`);
                } else if (what === 4) seat.poll();
                else if (seat.wire.length) await seat.go(roll.one(FATES));
                else if (seat.v.stuck) seat.v.stuck = "";
            }
            await seat.calm();
            for (const [name, text] of typed) {
                const row = seat.v.byId.get(Number(name.split(" ")[0])), stands = office.items.get(row.id).cells.title;
                const waits = seat.waiting.some((op) => op.row === row && op.text === text);
                assert.ok(waits || times(office, text) === 1, `seed ${seed}: ${text} is lost`);
                if (waits) assert.equal(row.cells.title, text, `seed ${seed}: the cell shows what waits`);
                if (waits) assert.equal(row.marks.title.conflict.theirs, stands, `seed ${seed}: both are told`);
                if (!waits) assert.equal(row.cells.title, stands, `seed ${seed}`);
            }
        }
    });
});
