// The volume's page: its parts put together.
import { append, byId, clear, icon, make, second } from "../common/dom.js";
import { say } from "../common/news.js";
import { read, send } from "../common/post.js";
import { t } from "../common/words.js";
import { gridOf } from "./cells.js";
import { drawChecks, readChecks } from "./checks.js";
import { showClosing } from "./closing.js";
import { kept, resume } from "./kept.js";
import { isLong, unsent } from "./queue.js";
import { checksButton, takeRoom } from "./room.js";
import { statusLine } from "./status.js";
import { halfTyped, storageOf } from "./storage.js";
import { columnsOf, rowsOf } from "./table.js";
import { titleInPlace } from "./title.js";
import { declareKeys, fillToolbar } from "./toolbar.js";
import { halt, poll, pump } from "./traffic.js";
import { banner, offerKept, showHalted, showLost } from "./trouble.js";

const POLL_EVERY = 4000;
const SAVE_EVERY = 3000;
const OFFER_AGAIN = 9000;

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

function figures(v, table) {
  const dates = (table.first_date || "") + (table.last_date ? " – " + table.last_date : "");
  const texts = { items: table.items, pages: table.pages, code: table.code, title: table.title, dates };
  Object.keys(texts).forEach((name) => { byId("volume-" + name).textContent = texts[name]; });
  v.view.title(table.title);
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

/** What the traffic tells the person. */
function viewOf(v, saved, trouble, status, checks) {
  const progress = progressIn(saved);
  let timer = 0;
  return {
    say,
    checks: checks.tell,
    checksClose: checks.close,
    later: (run, pause) => setTimeout(run, pause),
    isHidden: () => document.hidden,
    progress: () => progress(unsent(v), !!v.inFlight),
    saved: () => { saved.textContent = t("自动保存 ", "Saved ") + second(new Date()) + " ✓"; },
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

function linkToRecord() {
  const name = t("这一件的页面", "This record's page");
  const link = make("a", { class: "button small", title: name });
  return append(link, [icon("record"), make("span", { class: "word" }, name)]);
}

/** Puts the table to be worked in in the place of the page's own. */
export function open(sheet) {
  const volume = sheet.getAttribute("data-volume");
  const table = sheet.querySelector("table");
  const columns = columnsOf(table);
  const rows = rowsOf(table, columns);
  const v = stateOf(sheet, columns, rows);
  const link = linkToRecord();
  const saved = make("span", { class: "away", id: "saved" });
  const trouble = banner();
  const status = statusLine(v, link);
  const storage = storageOf(volume);
  const half = halfTyped(volume);
  const checks = checksButton(v);
  const tools = byId("grid-tools");
  const host = make("div");
  v.view = viewOf(v, saved, trouble, status, checks);
  keepIn(storage, v);
  clear(sheet);
  const foot = append(make("div", { class: "grid-foot no-print" }), [status.line, status.hints, saved]);
  append(sheet, [trouble.node, host, foot]);
  v.grid = gridOf(v, host, sheet, rows, { tell: status.tell, half });
  if (v.open) fillToolbar(v, tools);
  append(tools, [link, checks.node]);
  ["by-hand", "dividing"].map(byId).filter(Boolean).forEach((part) => part.removeAttribute("open"));
  v.view.title = titleInPlace(v, volume);
  readChecks(v);
  takeRoom(v, host, foot);
  declareKeys(v);
  if (!v.open) return;
  setInterval(() => { if (!v.stuck) poll(v); }, POLL_EVERY);
  byId("close-volume").addEventListener("click", (event) => {
    event.preventDefault();
    showClosing(v);
  });
  offer(storage, v, trouble, false);
  half.restore(v);
}
