// The tools over the table.
import { append, button, make } from "../common/dom.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";
import { direction, setDirection } from "../grid/direction.js";

const TOOLS = [
  ["undo", "↶", t("撤销", "Undo"), "Ctrl+Z"],
  ["redo", "↷", t("重做", "Redo"), "Ctrl+Y"],
  ["up", "↑", t("上移", "Up"), "Alt+↑"],
  ["down", "↓", t("下移", "Down"), "Alt+↓"],
  ["insert", "＋", t("插一行", "Insert"), "Alt+Insert"],
  ["remove", "✕", t("取出", "Take out"), "Alt+Delete"]
];

function tool(v, [command, icon, name, keys]) {
  const node = button(icon + " " + name, () => {
    v.grid.commands[command]();
    v.grid.enter();
  });
  node.title = name + " " + keys;
  return node;
}

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

/** Fills the bar; `showMembers` opens the lists of persons and units. */
export function fillToolbar(v, bar, showMembers) {
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", t("表格", "Table"));
  const byDate = button(t("按日期排", "Sort by date"), () => sortByDate(v));
  byDate.title = t("选了几行就只排那几行，没有选就排全卷；没有日期的排在后面",
    "The rows chosen, or the whole volume; records without a date come last");
  const lists = button(t("人员、单位 F9", "Persons, units F9"), showMembers);
  append(bar, TOOLS.map((one) => tool(v, one)).concat([lists, byDate, enterGoes()]));
}
