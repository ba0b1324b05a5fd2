// A volume on a server, as `src/acts/arranging/entering.rs` keeps it: enough of its rules for the page's traffic to be tried on.

const COLLEAGUE = "colleague", LOCAL = "local";

/** As `crates/domain/src/receiving/rows` reads it: a day of the year, or nothing that is one. */
function read(field, text) {
    if (field !== "date" || !text) return { text };
    const day = /^(\d{1,2})\.(\d{1,2})$/.exec(text) ?? /^1990-(\d\d)-(\d\d)$/.exec(text);
    if (!day || Number(day[1]) > 12 || Number(day[2]) > 28) return { refused: "没有这一天" };
    return { text: `1990-${day[1].padStart(2, "0")}-${day[2].padStart(2, "0")}` };
}

const problem = (column, message) => ({ kind: "bad", column, message, fix: "" });

export class Office {
    constructor(titles) {
        this.seq = 10;
        this.lastId = 0;
        this.items = new Map();
        this.order = [];
        this.events = [];
        this.taken = [];
        for (const title of titles) this.order.push(this.file({ title, pages: "2" }));
    }

    file(cells) {
        const id = ++this.lastId;
        this.items.set(id, { id, cells: { ...cells } });
        return id;
    }

    write(actor, items, added) {
        this.events.push({ seq: ++this.seq, what: "volume_entered", actor, at: "2026-11-21T09:00:00", items: [...items], added });
        return this.seq;
    }

    /** What a colleague does beside the page. */
    change(item, field, text) {
        this.items.get(item).cells[field] = text;
        this.write(COLLEAGUE, [item], {});
    }

    enter({ since, edits, rows, take_out: out, moves }) {
        const touched = new Set(), added = {}, before = new Map();
        const cells = edits.map((edit) => this.edit(edit, touched, before));
        const done = rows.map((row) => this.add(row, since, touched, added));
        for (const id of out.filter((one) => this.order.includes(one))) {
            this.order = this.order.filter((one) => one !== id);
            touched.add(id);
        }
        const stood = this.order.join();
        for (const { items, before: behind } of moves) {
            const rest = this.order.filter((id) => !items.includes(id));
            const at = rest.includes(behind) ? rest.indexOf(behind) : rest.length;
            this.order = [...rest.slice(0, at), ...items, ...rest.slice(at)];
        }
        const isMoved = this.order.join() !== stood;
        if (isMoved) this.order.forEach((id) => touched.add(id));
        const wrote = touched.size || isMoved ? this.write(LOCAL, touched, added) : null;
        return { wrote, cells, rows: done, table: this.table(since) };
    }

    edit({ item, field, text, seen }, touched, before) {
        const about = this.items.get(item);
        const told = (became, more) => ({ item, field, became, typed: text, text: about.cells[field] ?? "", changes: [], problems: [], by: null, at: null, ...more });
        if (!this.order.includes(item)) return told("conflict", { problems: [{ ...problem(field, "这一件已不在本卷里"), kind: "not_in_volume" }] });
        if (!before.has(item)) before.set(item, { ...about.cells });
        const said = read(field, text), now = about.cells[field] ?? "";
        if (!said.refused && said.text === now) return told("unchanged");
        if (seen !== undefined && seen !== (before.get(item)[field] ?? "")) return told("conflict", { by: COLLEAGUE, at: "2026-11-21T09:00:00" });
        if (said.refused) return told("refused", { problems: [problem(field, said.refused)] });
        about.cells[field] = said.text;
        touched.add(item);
        this.taken.push({ item, field, typed: text });
        return told("taken", { changes: said.text === text ? [] : [{ column: field, from: text, to: said.text }] });
    }

    add({ key, before, cells }, since, touched, added) {
        const done = { key, item: null, refused: [], changes: [], problems: [] };
        const known = this.events.filter((event) => event.seq > since && key in event.added).map((event) => event.added[key])[0];
        if (known) return { ...done, item: known };
        const kept = {};
        for (const [field, text] of Object.entries({ title: "", pages: "", ...cells })) {
            const said = read(field, text);
            if (said.refused || (field === "title" || field === "pages") && !text) {
                done.refused.push(field);
                done.problems.push(problem(field, said.refused ?? "没有填"));
            } else kept[field] = said.text;
        }
        if (!kept.title || !kept.pages) return done;
        const id = this.file(kept);
        const at = this.order.includes(before) ? this.order.indexOf(before) : this.order.length;
        this.order.splice(at, 0, id);
        touched.add(id);
        added[key] = id;
        for (const [field, text] of Object.entries(cells)) if (!done.refused.includes(field)) this.taken.push({ item: id, field, typed: text });
        return { ...done, item: id };
    }

    table(since) {
        const done = this.events.filter((event) => event.seq > since);
        const isTold = (id) => done.some((event) => event.items.includes(id));
        const row = (id, at) => ({ id, seq: at + 1, page_from: at + 1, page_to: at + 1, cells: Object.fromEntries(Object.entries(this.items.get(id).cells).filter(([, text]) => text)) });
        return {
            seq: this.seq, changed: done.length > 0, state: "open", title: "", code: "", items: this.order.length, pages: 0, checks: [],
            rows: done.length ? this.order.map(row).filter(({ id }) => isTold(id)) : [],
            order: done.length ? [...this.order] : [],
            done: done.map(({ seq, what, actor, at, items }) => ({ seq, what, actor, at, items })),
        };
    }
}
