// The checks of the volume, and the way from one problem to the next.
import { all, append, byId, clear, make, nearest } from "../common/dom.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";

const TONES = {
  notice: { tone: "info", icon: "i", name: t("提示", "Notice") },
  ask: { tone: "warn", icon: "?", name: t("要您定", "To decide") },
  refuse: { tone: "danger", icon: "✕", name: t("要改正", "To correct") }
};

// at a cell a notice is something to look at, too
function flagOf(check) {
  const { tone, icon } = TONES[check.weight];
  const isNotice = tone === "info";
  return { tone: isNotice ? "warn" : tone, icon: isNotice ? "!" : icon, text: check.message + (check.fix || "") };
}

function flag(v, checks) {
  v.grid.rows.forEach((row) => { row.flags = null; });
  checks.forEach((check) => {
    const row = v.byId.get(check.item);
    if (row && check.field) row.flags = Object.assign(row.flags || {}, { [check.field]: flagOf(check) });
  });
}

function drawn(check) {
  const { tone, icon, name } = TONES[check.weight];
  const link = {
    href: "/items/" + check.item + "/correction", "data-item": check.item, "data-field": check.field || "title"
  };
  const about = check.item ? make("a", link, check.message) : make("span", {}, check.message);
  return append(make("li", { class: "problem " + tone }), [
    make("span", { class: "badge " + tone }, icon + " " + name),
    document.createTextNode(" "),
    about,
    make("span", { class: "fix" }, check.fix)
  ]);
}

// the count on the button that opens them; what blocks closing gives it its colour
function tellCount(v, count) {
  if (v.view) v.view.checks(count, v.blocking > 0 ? "danger" : "warn");
}

export function drawChecks(v, table) {
  const panel = byId("checks");
  clear(panel);
  v.blocking = table.blocking;
  const count = table.checks_total ? " " + table.checks_total : "";
  panel.appendChild(append(make("h2", {}, t("检查", "Checks") + count), v.view.checksClose ? [v.view.checksClose] : []));
  if (table.checks.length) panel.appendChild(append(make("ul", { class: "problems" }), table.checks.map(drawn)));
  else {
    const fine = t("题名、日期齐全，页号连续。", "Titles and dates complete, pages continuous.");
    panel.appendChild(make("p", { class: "said" }, "✓ " + fine));
  }
  flag(v, table.checks);
  tellCount(v, table.checks_total || 0);
}

// as the server has drawn it
function checkOf(link) {
  const li = link.parentNode;
  const weight = Object.keys(TONES).find((one) => li.classList.contains(TONES[one].tone)) || "notice";
  return {
    weight, item: Number(link.getAttribute("data-item")), field: link.getAttribute("data-field"),
    message: link.textContent, fix: li.querySelector(".fix").textContent
  };
}

/** Goes to the cell a link of a check is about; whether it was one. */
export function visit(v, event) {
  const link = nearest(event, "a[data-item]");
  const row = link && v.byId.get(Number(link.getAttribute("data-item")));
  if (!row || !v.open) return false;
  event.preventDefault();
  v.grid.focus(row, link.getAttribute("data-field"));
  return true;
}

export function readChecks(v) {
  byId("checks").addEventListener("click", (event) => visit(v, event));
  v.blocking = all("#checks .problem.danger, #checks .problem.warn").length;
  flag(v, all("#checks a[data-item]").map(checkOf));
  byId("checks").querySelector("h2").appendChild(v.view.checksClose);
  tellCount(v, all("#checks .problem").length);
}

const isProblem = (row, { field }) => {
  const one = row.marks[field] || row.flags && row.flags[field];
  return !!one && /warn|danger/.test(one.tone);
};

export function nextProblem(v) {
  const now = v.grid.active();
  const spots = v.grid.rows.reduce((found, row, r) => found.concat(v.columns
    .map((column, c) => ({ r, c, row, column }))
    .filter(({ column }) => isProblem(row, column))), []);
  if (!spots.length) {
    say(t("没有要看的问题了。", "There is no problem left."));
    return;
  }
  const isOn = ({ r, c }) => r > now.r || r === now.r && c > now.c;
  const next = spots.find(isOn) || spots[0];
  v.grid.focus(next.row, next.column.field);
}
