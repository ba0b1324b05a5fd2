// A repair is kept at once; the sheet is read again when all are decided.
import { make, nearest, saidOf } from "../common/dom.js";
import { isComposing } from "../common/keys.js";
import { send } from "../common/post.js";
import { t } from "../common/words.js";
import { again, decide, editors, isChanged } from "./page.js";
import { chooseStep } from "./place.js";
import { isAnyOpen, walk } from "./walk.js";

function tell(row, text, tone) {
  let said = row.querySelector(".kept");
  if (!said) {
    said = make("p");
    row.querySelector(".cure").appendChild(said);
  }
  said.textContent = text;
  said.hidden = false;
  said.className = "kept " + tone;
  said.setAttribute("role", tone === "danger" ? "alert" : "status");
}

function kept(row, shown) {
  const input = row.querySelector(".editor input");
  row.setAttribute("data-done", "");
  tell(row, "✓ " + t("已记下：", "Kept: ") + shown, "ok");
  if (input) {
    input.setAttribute("data-was", input.value);
    input.removeAttribute("aria-invalid");
  }
  if (isAnyOpen()) walk(1, true); else again();
}

function refused(row, field, fault) {
  const input = row.querySelector(".editor input");
  if (input && field) input.setAttribute("aria-invalid", "true");
  tell(row, "✕ " + saidOf(fault), "danger");
}

function keep(row, repair, field, shown) {
  const path = "/import/" + decide.getAttribute("data-digest") + "/cells";
  row.setAttribute("aria-busy", "true");
  send(path, { sheet: decide.getAttribute("data-sheet"), repairs: [repair], field }).then(() => {
    row.removeAttribute("aria-busy");
    kept(row, shown);
  }).catch((fault) => {
    row.removeAttribute("aria-busy");
    refused(row, field, fault);
  });
}

function save(row, input) {
  if (!isChanged(input)) {
    walk(1);
    return;
  }
  const [line, column] = row.getAttribute("data-place").split("-").map(Number);
  const value = input.value.trim();
  const shown = value || t("空着", "left empty");
  keep(row, { row: line, column, cure: "value", value }, input.getAttribute("data-field"), shown);
}

document.addEventListener("click", (event) => {
  const button = nearest(event, ".offers button");
  if (!button) return;
  event.preventDefault();
  const [line, column, cure, ...value] = button.value.split(":");
  const repair = { row: Number(line), column: Number(column), cure, value: value.join(":") };
  keep(button.closest("tr"), repair, null, button.textContent.replace(/^\s*\d\s*/, "").trim());
});

function watch(input) {
  const row = input.closest("tr");
  // what was kept is not what stands there now
  input.addEventListener("input", () => {
    const said = row.querySelector(".kept.ok");
    if (!said) return;
    said.hidden = isChanged(input);
    if (said.hidden) row.removeAttribute("data-done"); else row.setAttribute("data-done", "");
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented || isComposing(event)) return;
    event.preventDefault();
    save(row, input);
  });
  if (input.getAttribute("data-field") === "step") chooseStep(input, () => save(row, input));
}
editors.forEach(watch);
