// Choosing cells with the mouse.
import { nearest } from "../common/dom.js";
import { begin } from "./typing.js";
import { go, stretch } from "./walk.js";

function cellOf(event) {
  const td = nearest(event, "td[role=gridcell]");
  if (!td) return null;
  const [row, column] = [td.parentNode.getAttribute("aria-rowindex"), td.getAttribute("aria-colindex")];
  return { r: Number(row) - 2, c: Number(column) - 1 };
}

export function listenToMouse(s) {
  const { body, input } = s.nodes;
  let isDragging = false;
  body.addEventListener("mousedown", (event) => {
    const cell = cellOf(event);
    if (!cell || event.target === input && s.mode || event.button) return;
    event.preventDefault();
    s.run = false;
    isDragging = true;
    go(s, cell.r, cell.c, event.shiftKey);
  });
  body.addEventListener("mouseover", (event) => {
    const cell = isDragging && event.buttons ? cellOf(event) : null;
    if (cell) stretch(s, cell);
  });
  document.addEventListener("mouseup", () => { isDragging = false; });
  body.addEventListener("dblclick", (event) => { if (cellOf(event)) begin(s, "edit"); });
}
