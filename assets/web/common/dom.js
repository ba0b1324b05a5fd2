// Finding and making elements.
import { t } from "./words.js";

export const byId = (id) => document.getElementById(id);

export const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

/** The element an event is about, or the one around it, that fits the selector. */
export const nearest = (event, selector) => (event.target.closest ? event.target.closest(selector) : null);

export function make(tag, attributes, text) {
  const node = document.createElement(tag);
  Object.keys(attributes || {}).forEach((name) => node.setAttribute(name, attributes[name]));
  if (text !== undefined) node.textContent = text;
  return node;
}

export function button(text, run, name = "small") {
  const node = make("button", { type: "button", class: name }, text);
  node.addEventListener("click", run);
  return node;
}

export function append(node, parts) {
  parts.forEach((part) => node.appendChild(part));
  return node;
}

export function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
}

export function remove(node) {
  if (node.parentNode) node.parentNode.removeChild(node);
}

/** Whether the person types text into this element. */
export const isTyping = (node) => !!node && (node.isContentEditable ||
  /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) && !/^(checkbox|radio|button|submit)$/.test(node.type || ""));

export const isDialogOpen = () => !!document.querySelector("dialog[open]");

const SVG = "http://www.w3.org/2000/svg";

/** A sign of assets/web/icons.svg. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", "/assets/icons.svg#" + name);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.appendChild(use);
  return svg;
}

// times are the office's, whatever zone this computer is set to: Beijing time, +08:00 all year, as the log has it
const officeTime = (date) => new Date(date.getTime() + 8 * 3600 * 1000).toISOString();

/** `2026-11-21 09:05` */
export const minute = (date) => officeTime(date).slice(0, 16).replace("T", " ");

/** `09:05:07` */
export const second = (date) => officeTime(date).slice(11, 19);

/** What is said of a failed answer: what is wrong, and what to do. */
export const saidOf = (fault) => (fault.message || t("没有做成。", "That did not work.")) + " " + (fault.fix || "");

/** Puts text on the clipboard without the modern interface, which plain HTTP lacks; whether it did. */
export function copy(text) {
  let done = false;
  const fill = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    done = true;
  };
  document.addEventListener("copy", fill, true);
  document.execCommand("copy");
  document.removeEventListener("copy", fill, true);
  return done;
}

/** A window over the table; the table has the focus again when it is closed. */
export function over(v, label) {
  const node = make("dialog", { class: "over", "aria-label": label });
  document.body.appendChild(node);
  node.addEventListener("close", () => {
    document.body.removeChild(node);
    v.grid.enter();
  });
  return node;
}
