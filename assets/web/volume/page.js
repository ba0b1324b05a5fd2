// The volume's page: its parts put together.
import { append, byId, clear, isDialogOpen, make } from "../common/dom.js";
import { key } from "../common/keys.js";
import { say } from "../common/news.js";
import { read, send } from "../common/post.js";
import { t } from "../common/words.js";
import { grid } from "../grid/grid.js";
import { drawChecks, nextProblem, readChecks } from "./checks.js";
import { showClosing } from "./closing.js";
import { kept, resume } from "./kept.js";
import { showMembers } from "./members.js";
import { reveal } from "./numbers.js";
import { enqueue, isLong, unsent } from "./queue.js";
import { freshRow, isMasked, several } from "./row.js";
import { statusLine } from "./status.js";
import { storageOf } from "./storage.js";
import { columnsOf, rowsOf } from "./table.js";
import { fillToolbar } from "./toolbar.js";
import { halt, poll, pump, retry } from "./traffic.js";
import { banner, offerKept, showHalted, showLost } from "./trouble.js";

const POLL_EVERY = 4000;
const SAVE_EVERY = 3000;
const OFFER_AGAIN = 9000;
const GHOSTS = 3;

// The state that functions of this folder take as `v`: queue, inFlight, stuck ("lost", "refused") and failures
// are the traffic's; seq is the event seen last, own the events this page caused, byId the rows of records,
// order what the server told last and the table does not follow yet.
function stateOf(sheet, columns, rows) {
  const path = "/volumes/" + sheet.getAttribute("data-volume") + "/grid";
  return {
    open: sheet.getAttribute("data-open") === "true", seq: Number(sheet.getAttribute("data-seq")),
    columns, emptyCells: columns.reduce((cells, { field }) => Object.assign(cells, { [field]: "" }), {}),
    byId: new Map(rows.map((row) => [row.id, row])), own: new Set(),
    queue: [], inFlight: null, stuck: "", failures: 0, blocking: 0, order: null,
    net: { send: (body) => send(path, body), read: (since) => read(path + "?since=" + since) }
  };
}

function shown(row, field) {
  const count = field === "person_name" || field === "id_number" ? several(row) : 0;
  const isEmpty = field === "seq" && !row.id && !Object.keys(row.cells).length;
  if (count < 2) return row.cells[field] || (isEmpty ? "＋" : "");
  return field === "id_number" ? "" : row.cells.person_name.split("、")[0] + " +" + (count - 1) + " ▸";
}

function why(row, field) {
  if (field !== "id_number" || several(row) < 2) return "";
  return t("这一件有几个人：按 F9 在人员表里改。", "Several persons: press F9 and change them in their list.");
}

const isMaskedNumber = (row, field) =>
  !!row.id && isMasked(row.cells[field]) && field === "id_number" && several(row) < 2;

function gridOf(v, host, sheet, rows, tell) {
  return grid(host, {
    label: t("卷内文件", "Records in the volume"), columns: v.columns, rows, ghosts: v.open ? GHOSTS : 0,
    readonly: !v.open, today: sheet.getAttribute("data-today"), make: freshRow, shown, why, partial: isMaskedNumber,
    whole: (row) => reveal(row, 1, row.cells.id_number),
    change: (ops) => {
      enqueue(v, ops);
      v.save();
      setTimeout(() => pump(v), 0);
    },
    moved: (row, field) => {
      if (v.queue.length) setTimeout(() => pump(v), 0);
      tell(row, field);
    }
  });
}

function figures(v, table) {
  const dates = (table.first_date || "") + (table.last_date ? " – " + table.last_date : "");
  const texts = { items: table.items, pages: table.pages, code: table.code, title: table.title, dates };
  Object.keys(texts).forEach((name) => { byId("volume-" + name).textContent = texts[name]; });
  drawChecks(v, table);
}

// how much is saved, in words
function progressIn(saved) {
  let most = 0;
  return (left, isSending) => {
    if (isLong(left) || isLong(most)) {
      most = Math.max(most, left);
      saved.textContent = t("正在存：还有 ", "Saving: ") + left + " / " + most;
    } else if (left && isSending) saved.textContent = t("正在存 …", "Saving …");
    if (!left) most = 0;
  };
}

const timeOf = (date) => [date.getHours(), date.getMinutes(), date.getSeconds()]
  .map((number) => String(number).padStart(2, "0")).join(":");

/** What the traffic tells the person. */
function viewOf(v, saved, trouble, status) {
  const progress = progressIn(saved);
  let timer = 0;
  return {
    say,
    later: (run, pause) => setTimeout(run, pause),
    isHidden: () => document.hidden,
    progress: () => progress(unsent(v), !!v.inFlight),
    saved: () => { saved.textContent = t("自动保存 ", "Saved ") + timeOf(new Date()) + " ✓"; },
    figures: (table) => figures(v, table),
    retell: status.retell,
    lost: (text, count, again) => showLost(trouble, text, count, again),
    found: () => trouble.hideIf("lost"),
    halted: (text, again) => showHalted(v, trouble, text, again),
    waitFor: (run, pause) => {
      clearTimeout(timer);
      timer = setTimeout(run, pause);
    },
    stopWaiting: () => clearTimeout(timer),
    closed: () => {
      halt(v, t("本卷已经立卷，不能再录入。没有存上的内容还在这里，可以复制出来。",
        "The volume has been closed; nothing can be entered any more. " +
        "What is not kept is still here and can be copied."));
      v.grid.lock();
      v.open = false;
    }
  };
}

function keepIn(storage, v) {
  v.save = () => {
    if (storage.save(kept(v), v.seq)) return;
    say(t("浏览器的空间不够：没有存上的内容关了窗口就没有了。",
      "The browser has no room left: what is not saved is gone when the window closes."), "danger");
  };
  setInterval(() => { if (v.queue.length) v.save(); }, SAVE_EVERY);
}

// what another window left behind; one that was closed just now is an orphan a little later
function offer(storage, v, trouble, isLast) {
  const found = storage.orphans(!v.queue.length);
  if (found.length) {
    offerKept(trouble, found, () => storage.drop(found), (ops) => {
      resume(v, ops);
      v.save();
      v.grid.render();
      pump(v);
    });
  } else if (!isLast) setTimeout(() => { if (!v.queue.length) offer(storage, v, trouble, true); }, OFFER_AGAIN);
}

function saveNow(v) {
  v.grid.commit();
  v.queue.filter((op) => op.kind === "add").forEach((op) => { op.ready = true; });
  retry(v);
}

function declareKeys(v) {
  const when = () => !isDialogOpen();
  const one = (keys, name, run) => key({ keys, name, typing: true, when, run });
  one("F8", t("下一个问题", "Next problem"), () => nextProblem(v));
  one("F9", t("人员、单位", "Persons, units"), () => showMembers(v));
  if (!v.open) return;
  one("Ctrl+Enter", t("立卷", "Close the volume"), () => showClosing(v));
  key({ keys: "Ctrl+S", name: t("马上存", "Save now"), typing: true, run: () => saveNow(v) });
}

/** Puts the table to be worked in in the place of the page's own. */
export function open(sheet) {
  const table = sheet.querySelector("table");
  const columns = columnsOf(table);
  const rows = rowsOf(table, columns);
  const v = stateOf(sheet, columns, rows);
  const link = make("a", { class: "button small" }, t("这一件的页面", "This record's page"));
  const saved = make("span", { class: "away", id: "saved" });
  const trouble = banner();
  const status = statusLine(v, link);
  const storage = storageOf(sheet.getAttribute("data-volume"));
  const tools = make("div", { class: "grid-tools no-print" });
  const host = make("div");
  v.view = viewOf(v, saved, trouble, status);
  keepIn(storage, v);
  clear(sheet);
  const foot = append(make("div", { class: "grid-foot no-print" }), [status.line, status.hints]);
  append(sheet, [trouble.node, tools, host, foot]);
  v.grid = gridOf(v, host, sheet, rows, status.tell);
  if (v.open) fillToolbar(v, tools, () => showMembers(v));
  append(tools, [link, saved]);
  if (byId("by-hand")) byId("by-hand").removeAttribute("open");
  readChecks(v);
  declareKeys(v);
  if (!v.open) return;
  setInterval(() => { if (!v.stuck) poll(v); }, POLL_EVERY);
  byId("close-volume").addEventListener("click", (event) => {
    event.preventDefault();
    showClosing(v);
  });
  offer(storage, v, trouble, false);
}
