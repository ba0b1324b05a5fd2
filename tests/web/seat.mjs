// Somebody at the volume's page, without the page: the queue and its traffic, a table of rows, and a wire that
// loses what it is told to lose.

import { webcrypto } from "node:crypto";
import { applied, inverse } from "../../assets/web/grid/steps.js";
import { Fault } from "../../assets/web/common/post.js";
import { kept, resume } from "../../assets/web/volume/kept.js";
import { enqueue } from "../../assets/web/volume/queue.js";
import { filedRow, freshRow } from "../../assets/web/volume/row.js";
import { poll, pump, retry } from "../../assets/web/volume/traffic.js";

globalThis.crypto ??= webcrypto;

const FIELDS = ["title", "date", "pages", "remarks"];
const settled = () => new Promise((resolve) => setImmediate(resolve));
const plain = (data) => JSON.parse(JSON.stringify(data));

/** How a request can go: answered; its answer lost behind it; lost before it arrived; refused at the door. */
export const FATES = ["answered", "answer lost", "lost", "signed out"];

export class Seat {
    constructor(office) {
        this.office = office;
        this.wire = [];
        this.done = [];
        this.said = [];
        const table = office.table(0);
        this.rows = office.order.map((id) => {
            const row = filedRow(id);
            for (const field of FIELDS) row.cells[field] = office.items.get(id).cells[field] ?? "";
            row.base = { ...row.cells };
            return row;
        });
        const seat = this;
        this.v = {
            open: true, seq: table.seq, columns: FIELDS.map((field) => ({ field })), emptyCells: Object.fromEntries(FIELDS.map((field) => [field, ""])),
            byId: new Map(this.rows.map((row) => [row.id, row])), own: new Set(), queue: [], inFlight: null, stuck: "", failures: 0, blocking: 0, order: null,
            net: {
                send: (body) => this.request(() => office.enter(plain(body))),
                read: (since) => this.request(() => office.table(since)),
            },
            save: () => { this.store = plain(kept(this.v)); },
            grid: {
                get rows() { return seat.rows; },
                active: () => ({ row: null }), isTyping: () => false, repaint: () => {}, render: () => {},
                set: (rows) => { this.rows = rows; },
                act: (ops) => this.act(ops),
            },
            view: {
                say: (text) => this.said.push(text), later: (run) => run(), isHidden: () => false, progress: () => {}, saved: () => {},
                figures: () => {}, retell: () => {}, lost: () => {}, found: () => {}, halted: (text) => { this.halted = text; },
                waitFor: () => {}, stopWaiting: () => {}, closed: () => { this.v.open = false; },
            },
        };
        this.store = [];
    }

    request(run) {
        return new Promise((resolve, reject) => {
            const fail = (status) => reject(new Fault(status, { message: "" }));
            this.wire.push({
                answered: () => resolve(plain(run())),
                "answer lost": () => { run(); fail(0); },
                lost: () => fail(0),
                "signed out": () => fail(401),
                /** Carried out now, told later. */
                split: () => { const answer = plain(run()); return () => resolve(answer); },
            });
        });
    }

    /** Lets the oldest request go one way. */
    async go(fate) {
        const request = this.wire.shift();
        if (request) request[fate]();
        await settled();
        await settled();
    }

    act(ops) {
        this.rows = applied(this.rows, ops);
        this.done.push(ops);
        this.tell(ops);
    }

    undo() {
        const ops = inverse(this.done.pop());
        this.rows = applied(this.rows, ops);
        this.tell(ops);
    }

    tell(ops) {
        enqueue(this.v, ops);
        this.v.save();
        pump(this.v);
    }

    type(row, field, text) {
        this.act([{ kind: "edit", row, field, from: row.cells[field] ?? "", to: text }]);
    }

    /** A new row, its cells typed one by one. */
    add(cells, before = null) {
        const row = freshRow();
        const edits = Object.entries(cells).map(([field, to]) => ({ kind: "edit", row, field, from: "", to }));
        this.act([{ kind: "add", rows: [row], before }, ...edits]);
        return row;
    }

    remove(row) {
        this.act([{ kind: "remove", rows: [row], before: this.rows[this.rows.indexOf(row) + 1] ?? null }]);
    }

    move(row, before) {
        this.act([{ kind: "move", rows: [row], before, was: this.rows[this.rows.indexOf(row) + 1] ?? null }]);
    }

    poll() {
        poll(this.v);
    }

    /** Everything that can be sent is, and answered; then the page hears what has become of it. */
    async calm() {
        for (let n = 0; n < 60; n++) {
            if (this.wire.length) await this.go("answered");
            else if (this.v.stuck) retry(this.v);
            else if (n > 50) poll(this.v);
            else pump(this.v);
            await settled();
        }
        while (this.wire.length) await this.go("answered");
    }

    /** The window is closed; another one is opened on the volume, and what was left behind is sent again. */
    reopened() {
        const later = new Seat(this.office);
        resume(later.v, plain(this.store));
        later.v.save();
        pump(later.v);
        return later;
    }

    row(at) {
        return this.rows[at];
    }

    /** Ops that wait for the person: refused, or in conflict. */
    get waiting() {
        return this.v.queue.filter((op) => op.held || op.refused);
    }

    /** The table as somebody sees it, and as the server has it. */
    get seen() {
        return this.rows.map((row) => [row.id, ...FIELDS.map((field) => row.cells[field] ?? "")]);
    }

    get stored() {
        return this.office.order.map((id) => [id, ...FIELDS.map((field) => this.office.items.get(id).cells[field] ?? "")]);
    }
}
