// A sheet may be dropped into any page, or a copied range pasted outside a field: it goes to the inbox
// and its dry run opens.
import { isTyping, nearest, saidOf } from "../common/dom.js";
import { say } from "../common/news.js";
import { cellsOfHtml, isRange, textOf } from "../common/pasted.js";
import { t } from "../common/words.js";

let busy = false;

function hand(form) {
  if (busy) return;
  busy = true;
  say(t("正在收下并试读……", "Taking it in and reading it …"));
  const request = { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body: form };
  fetch("/import", request).then((answer) => answer.json().then((said) => {
    if (answer.ok && said.onward) {
      location.href = said.onward;
      return;
    }
    busy = false;
    say(saidOf(said.problems && said.problems[0] || {}), "danger");
  })).catch(() => {
    busy = false;
    say(t("连不上服务器，文件没有送出。请再试一次。",
      "The server cannot be reached; nothing was sent. Try again."), "danger");
  });
}

function handFile(file) {
  const form = new FormData();
  form.append("file", file, file.name);
  hand(form);
}

function handText(text) {
  const form = new FormData();
  form.append("pasted", text);
  hand(form);
}

const carriesFiles = (event) =>
  event.dataTransfer && Array.from(event.dataTransfer.types || []).includes("Files");

// a field that takes files itself keeps them
const isOurs = (event) =>
  !event.defaultPrevented && carriesFiles(event) && !nearest(event, "input[type=file], [data-drop]");

document.addEventListener("dragover", (event) => {
  if (!isOurs(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  document.documentElement.setAttribute("data-dropping", "");
});

const over = () => document.documentElement.removeAttribute("data-dropping");

document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(); });
document.addEventListener("drop", (event) => {
  over();
  if (!isOurs(event)) return;
  event.preventDefault();
  const files = event.dataTransfer.files;
  if (files.length > 1) say(t("一次收一份清单，先收第一份。", "One sheet at a time: the first is taken."), "warn");
  if (files.length) handFile(files[0]);
});

document.addEventListener("paste", (event) => {
  const board = event.clipboardData;
  if (event.defaultPrevented || !board || isTyping(event.target) || isTyping(document.activeElement)) return;
  if (nearest(event, "[role=grid], [data-drop]")) return;
  const plain = board.getData("text/plain");
  const text = /\t/.test(plain) ? plain : textOf(cellsOfHtml(board.getData("text/html"))) || plain;
  if (isRange(text)) {
    event.preventDefault();
    handText(text);
  } else if (board.files && board.files.length) {
    event.preventDefault();
    handFile(board.files[0]);
  }
});
