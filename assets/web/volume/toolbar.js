// The tools over the table, and the keys of the page.
import { append, button, byId, icon, isDialogOpen, make } from "../common/dom.js";
import { key } from "../common/keys.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";
import { direction, setDirection } from "../grid/walk.js";
import { nextProblem } from "./checks.js";
import { showClosing } from "./closing.js";
import { showMembers } from "./members.js";
import { unsent } from "./queue.js";
import { retry } from "./traffic.js";

const TOOLS = [
  ["undo", "undo", t("撤销", "Undo"), "Ctrl+Z"],
  ["redo", "redo", t("重做", "Redo"), "Ctrl+Y"],
  ["up", "up", t("上移", "Up"), "Alt+↑"],
  ["down", "down", t("下移", "Down"), "Alt+↓"],
  ["insert", "insert", t("插一行", "Insert"), "Alt+Insert"],
  ["remove", "out", t("取出", "Take out"), "Alt+Delete"]
];

// its sign always, its words where the screen is wide
function tool(sign, name, more, run) {
  const node = append(button("", run), [icon(sign), make("span", { class: "word" }, name)]);
  node.title = more ? name + " " + more : name;
  return node;
}

const command = (v, [name, sign, words, keys]) => tool(sign, words, keys, () => {
  v.grid.commands[name]();
  v.grid.enter();
});

function sortByDate(v) {
  v.grid.commit();
  const sorted = v.grid.commands.sort("date");
  if (!sorted) say(t("已经是按日期排的，没有动。", "They stand by their dates already."));
  else {
    say(t("按日期排好 " + sorted + " 件，页号跟着重排。Ctrl+Z 撤销。",
      sorted + " records stand by their dates now, and pages run anew. Ctrl+Z undoes it."));
  }
  v.grid.enter();
}

function enterGoes() {
  const way = make("select", { "aria-label": t("回车后去哪里", "Where Enter goes") });
  append(way, [
    make("option", { value: "right" }, t("回车向右", "Enter: right")),
    make("option", { value: "down" }, t("回车向下", "Enter: down"))
  ]);
  way.value = direction();
  way.addEventListener("change", () => setDirection(way.value));
  return way;
}

/** The form below the table, filled with the active row. */
export function showSplitting(v) {
  const form = byId("splitting");
  v.grid.commit();
  if (!form) return;
  const { row } = v.grid.active();
  if (!row || !row.id || unsent(v)) {
    say(t("还没存好，存好再分卷。", "Not all is saved yet."), "danger");
    return;
  }
  const [at, item] = [byId("split-at"), byId("split-item")];
  byId("dividing").open = true;
  at.value = row.cells.seq;
  item.value = row.id;
  at.oninput = () => { item.value = ""; };
  form.scrollIntoView({ block: "center" });
  form.querySelector("button").focus();
}

/** Fills the bar. */
export function fillToolbar(v, bar) {
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", t("表格", "Table"));
  append(bar, TOOLS.map((one) => command(v, one)).concat([
    tool("people", t("人员、单位", "Persons, units"), "F9", () => showMembers(v)),
    tool("sort", t("按日期排", "Sort by date"), t("（选了几行只排那几行，没有日期的排在后面）",
      "(the rows chosen, or all; undated last)"), () => sortByDate(v)),
    tool("split", t("分卷", "Split"), t("从这一行起", "from this row on"), () => showSplitting(v)),
    enterGoes()
  ]));
}

function saveNow(v) {
  v.grid.commit();
  v.queue.filter((op) => op.kind === "add").forEach((op) => { op.ready = true; });
  retry(v);
}

export function declareKeys(v) {
  const when = () => !isDialogOpen();
  const one = (keys, name, run) => key({ keys, name, typing: true, when, run });
  one("F8", t("下一个问题", "Next problem"), () => nextProblem(v));
  one("F9", t("人员、单位", "Persons, units"), () => showMembers(v));
  one("Ctrl+P", t("整卷打印", "Print the volume"), () => document.querySelector("button[form=print-whole]").click());
  [["Alt+PageUp", "prev", t("上一卷", "Previous volume")], ["Alt+PageDown", "next", t("下一卷", "Next volume")]]
    .map(([keys, rel, name]) => [keys, document.querySelector(".volume-acts a[rel=" + rel + "]"), name])
    .filter(([, to]) => to).forEach(([keys, to, name]) => one(keys, name, () => to.click()));
  if (!v.open) return;
  one("Ctrl+Enter", t("立卷", "Close the volume"), () => showClosing(v));
  key({ keys: "Ctrl+S", name: t("马上存", "Save now"), typing: true, run: () => saveNow(v) });
}
