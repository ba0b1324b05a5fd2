// How wide the columns are. One that was dragged stays as it was left, in this browser; one that holds nothing is
// folded to its heading; the others share the room there is. What stands before the pinned column stays in view, too.
import { make } from "../common/dom.js";

const KEPT_AS = "guidang.widths.";
// what stands in a cell beside its text, and the least a column can be dragged to
const AROUND = 0.9;
const LEAST = 2;

function keptWidths({ name }) {
  try { return name && JSON.parse(localStorage.getItem(KEPT_AS + name)) || {}; } catch { return {}; }
}

function keep({ options, dragged }) {
  if (!options.name) return;
  try { localStorage.setItem(KEPT_AS + options.name, JSON.stringify(dragged)); } catch { /* no room: this page only */ }
}

const isEmpty = (s, field) => !s.rows.some((row) => row.cells[field]);

const isFree = (s, column) => !s.dragged[column.field];

// widths in em: as dragged, folded, or usual
function wanted(s) {
  return s.columns.map((column) => {
    const isFolded = column.folds && isFree(s, column) && isEmpty(s, column.field);
    column.folded = isFolded;
    return s.dragged[column.field] || (isFolded ? column.name.length + AROUND : column.width);
  });
}

// what is too much or too little is shared by the columns whose texts may be cut
function shared(s, widths, room) {
  const rest = room - widths.reduce((sum, width) => sum + width, 0);
  const part = (column, at) => (column.grows && !column.folded && isFree(s, column) ? widths[at] : 0);
  const parts = s.columns.map(part);
  const all = parts.reduce((sum, one) => sum + one, 0);
  if (!all) return widths;
  return widths.map((width, at) => {
    const share = rest * parts[at] / all;
    return parts[at] ? Math.max(width + share, Math.min(width, s.columns[at].least || width)) : width;
  });
}

/** Gives the columns their widths, as the room and what stands in them ask for. */
export function fit(s) {
  const { box, cols, table, top } = s.nodes;
  const em = parseFloat(window.getComputedStyle(table).fontSize) || 1;
  const room = Math.max(box.clientWidth - 1, 0) / em;
  const widths = room ? shared(s, wanted(s), room) : wanted(s);
  const told = widths.map((width) => width.toFixed(3)).join();
  if (told === s.widths) return;
  s.widths = told;
  widths.forEach((width, c) => {
    cols.children[c].style.width = width + "em";
    top.cells[c].classList.toggle("folded", !!s.columns[c].folded);
  });
  table.style.width = widths.reduce((sum, width) => sum + width, 0) + "em";
  table.style.setProperty("--pinned", widths[0] + "em");
}

// the edge of a heading is drawn to another width; pressing it twice gives the usual one back
function widenedBy(s, c) {
  const { field } = s.columns[c];
  const edge = make("span", { class: "edge", "aria-hidden": "true" });
  edge.addEventListener("mousedown", (event) => {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    const em = parseFloat(window.getComputedStyle(s.nodes.table).fontSize) || 1;
    const [from, was] = [event.clientX, edge.parentNode.offsetWidth];
    const draw = (at) => {
      if (at.clientX === from) return;
      s.dragged[field] = Math.max(LEAST, (was + at.clientX - from) / em);
      fit(s);
    };
    const end = () => {
      document.removeEventListener("mousemove", draw);
      document.removeEventListener("mouseup", end);
      keep(s);
    };
    document.addEventListener("mousemove", draw);
    document.addEventListener("mouseup", end);
  });
  edge.addEventListener("dblclick", () => {
    delete s.dragged[field];
    keep(s);
    fit(s);
  });
  return edge;
}

export function listenToWidths(s) {
  s.dragged = keptWidths(s.options);
  Array.from(s.nodes.top.cells).forEach((th, c) => {
    th.appendChild(widenedBy(s, c));
  });
  window.addEventListener("resize", () => fit(s));
}
