// Keys that walk and type in the table that has the focus, and the keys of its commands.
import { isComposing, key } from "../common/keys.js";
import { t } from "../common/words.js";
import { isPartial } from "./cells.js";
import { clearChosen } from "./clipboard.js";
import { begin, cancel, commit, tellTyped } from "./typing.js";
import { select } from "./view.js";
import { go, step } from "./walk.js";

const USUAL_HEIGHT = 33;
const FAR = 1e9;
let current = null;

function walks(s, event) {
  const isFar = event.ctrlKey || event.metaKey;
  const page = Math.max(1, Math.floor(s.nodes.box.clientHeight / (s.height || USUAL_HEIGHT)) - 2);
  return {
    ArrowUp: [isFar ? -FAR : -1, 0],
    ArrowDown: [isFar ? FAR : 1, 0],
    ArrowLeft: [0, isFar ? -FAR : -1],
    ArrowRight: [0, isFar ? FAR : 1],
    PageUp: [-page, 0],
    PageDown: [page, 0],
    Home: [isFar ? -FAR : 0, -FAR],
    // the last row that is filled
    End: [isFar ? s.rows.length - 1 - s.at.r : 0, FAR]
  }[event.key];
}

function enter(s, event) {
  if (s.mode) {
    commit(s);
    step(s, event.shiftKey, "Enter");
    s.run = true;
    // Enter goes on where F2 would have to ask for the rest of the text
  } else if (s.nodes.input.readOnly || isPartial(s)) step(s, event.shiftKey, "Enter");
  else begin(s, "edit");
}

function tab(s, event) {
  commit(s);
  s.run = true;
  step(s, event.shiftKey, "Tab");
}

function escape(s) {
  s.run = false;
  if (!s.mode) return false;
  cancel(s);
  return true;
}

function clear(s) {
  const isOne = s.at.r === s.anchor.r && s.at.c === s.anchor.c;
  if (!s.nodes.input.readOnly || !isOne) clearChosen(s);
}

function walk(s, event) {
  const by = walks(s, event);
  const isCaret = s.mode === "edit" || s.mode && /^(Home|End)$/.test(event.key);
  if (!by || isCaret) return false;
  s.run = false;
  go(s, s.at.r + by[0], s.at.c + by[1], event.shiftKey);
  return true;
}

// what a key does; what answers false leaves it to the browser
function doingOf(s, event, commands) {
  const isCtrl = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case "Enter": return !isCtrl && (() => enter(s, event));
    case "Tab": return !isCtrl && (s.mode || s.run) && (() => tab(s, event));
    case "Escape": return () => escape(s);
    case "F2": return () => begin(s, "edit");
    case "Delete":
    case "Backspace": return !s.mode && (() => clear(s));
    case "a":
    case "A": return isCtrl && !s.mode && commands.all;
    default: return () => walk(s, event);
  }
}

function pressed(s, event, commands) {
  const doing = !event.altKey && doingOf(s, event, commands);
  if (doing && doing() !== false) event.preventDefault();
}

export function listenToKeys(s, commands) {
  const { box, input } = s.nodes;
  const own = { s, commands };
  input.addEventListener("keydown", (event) => {
    if (!isComposing(event)) pressed(s, event, commands);
  });
  input.addEventListener("input", () => {
    begin(s, "type");
    if (s.mode) tellTyped(s);
  });
  input.addEventListener("compositionstart", () => begin(s, "type"));
  input.addEventListener("focus", () => {
    current = own;
    box.classList.add("has-focus");
    select(s);
  });
  input.addEventListener("blur", () => {
    if (s.moving) return;
    box.classList.remove("has-focus");
    if (current === own) current = null;
    commit(s);
  });
}

[
  ["Ctrl+Z", t("撤销", "Undo"), "undo"],
  ["Ctrl+Y", t("重做", "Redo"), "redo"],
  ["Ctrl+Shift+Z", t("重做", "Redo"), "redo"],
  ["Ctrl+D", t("向下填充", "Fill down"), "fill"],
  ["Ctrl+'", t("抄上一格", "Copy from above"), "above"],
  ["Ctrl+;", t("填今天", "Today's date"), "today"],
  ["Alt+ArrowUp", t("行上移", "Move rows up"), "up"],
  ["Alt+ArrowDown", t("行下移", "Move rows down"), "down"],
  ["Alt+Insert", t("插入一行", "Insert a row"), "insert"],
  ["Alt+Delete", t("取出这些行", "Take rows out"), "remove"]
].forEach(([keys, name, command]) => key({
  keys,
  name,
  typing: true,
  when: () => !!current && !current.s.mode,
  run: () => current.commands[command]()
}));
