// What is done to a whole volume from its table: its title changed where it stands, and the row a split begins at.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

// some modules look at the page as they are loaded
globalThis.document = { documentElement: { lang: "zh" }, addEventListener() {} };
const { titleInPlace } = await import("../../assets/web/volume/title.js");
const { showSplitting } = await import("../../assets/web/volume/toolbar.js");

/** An element: what is listened to, its value, its text. */
class Element {
    constructor(value = "") {
        Object.assign(this, { value, textContent: "", className: "", heard: {}, parentNode: null });
    }

    addEventListener(name, run) { this.heard[name] = run; }
    setAttribute() {}
    appendChild() {}
    querySelector() { return { focus() {} }; }
    scrollIntoView() {}
    on(name, event = {}) { this.heard[name]({ preventDefault() {}, ...event }); }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
let elements;
let asked;

beforeEach(() => {
    asked = [];
    const form = new Element();
    elements = new Map(["title", "volume-title", "splitting", "dividing", "split-at", "split-item"].map((id) => [id, new Element()]));
    Object.assign(elements.get("title"), { value: "旧题名", form });
    globalThis.document = {
        documentElement: { lang: "zh" }, body: new Element(), createElement: () => new Element(), getElementById: (id) => elements.get(id) ?? null,
    };
    globalThis.fetch = (path, { body }) => new Promise((resolve) => {
        const { title } = JSON.parse(body);
        const answer = (ok) => resolve({ ok, status: ok ? 200 : 500, statusText: "", text: async () => JSON.stringify(ok ? { title } : {}) });
        asked.push({ title, answer });
    });
});

describe("the title", () => {
    const begin = () => {
        titleInPlace({ open: true, grid: { enter: () => elements.get("title").on("change") } }, 7);
        const input = elements.get("title");
        const type = (text, key = "Enter") => {
            input.value = text;
            input.on("keydown", { key });
        };
        return { input, type };
    };
    const titles = () => asked.map((one) => one.title);

    test("is sent once, though a change follows Enter", async () => {
        const { input, type } = begin();
        type("新题名");
        assert.deepEqual(titles(), ["新题名"]);
        asked[0].answer(true);
        await settled();
        assert.equal(elements.get("volume-title").textContent, "新题名");
        input.on("change");
        assert.deepEqual(titles(), ["新题名"]);
    });

    test("taken back while it is on its way is sent again, and one refused can be", async () => {
        const { type } = begin();
        type("新题名");
        type("旧题名");
        assert.deepEqual(titles(), ["新题名", "旧题名"]);
        asked[0].answer(true);
        asked[1].answer(false);
        await settled();
        type("旧题名");
        assert.deepEqual(titles(), ["新题名", "旧题名", "旧题名"]);
    });

    test("typed meanwhile is not written over by the answer", async () => {
        const { input, type } = begin();
        type("新题名");
        input.value = "新题名二";
        asked[0].answer(true);
        await settled();
        assert.equal(input.value, "新题名二");
        type("x", "Escape");
        assert.deepEqual([input.value, titles()], ["新题名", ["新题名"]]);
    });
});

describe("a split", () => {
    const show = (row, queue = []) => {
        showSplitting({ queue, grid: { commit() {}, active: () => ({ row, r: 8 }) } });
        return [elements.get("split-at"), elements.get("split-item")];
    };

    test("begins at the active row's record, whatever its place in the table", () => {
        const [at, item] = show({ id: 42, cells: { seq: "3" } });
        assert.deepEqual([at.value, item.value, elements.get("dividing").open], ["3", 42, true]);
        at.oninput();
        assert.equal(item.value, "", "a number typed is what counts");
    });

    test("waits until the row is filed and all is saved", () => {
        const filed = { id: 42, cells: { seq: "3" } };
        for (const [row, queue] of [[null, []], [{ id: null, cells: {} }, []], [filed, [{ kind: "edit", row: filed }]]]) {
            const [at, item] = show(row, queue);
            assert.deepEqual([at.value, item.value, elements.get("dividing").open], ["", "", undefined]);
        }
    });
});
