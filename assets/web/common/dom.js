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

/** `2026-11-21 09:05` of this computer's clock. */
export function minute(date) {
  const two = (number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return day + " " + two(date.getHours()) + ":" + two(date.getMinutes());
}

/** What is said of a failed answer: what is wrong, and what to do. */
export const saidOf = (fault) => (fault.message || t("没有做成。", "That did not work.")) + " " + (fault.fix || "");
