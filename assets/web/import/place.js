// Class and step, found by typing.
import { append, byId, make } from "../common/dom.js";
import { t } from "../common/words.js";
import { choose } from "./choose.js";
import { again, decide, query, where } from "./page.js";

function draw(li, head, note) {
  append(li, [make("b", {}, head), make("span", { class: "muted" }, note)]);
}

/** A step of a scheme, as `/steps` answers it. */
function drawStep(choice, li) {
  const head = choice.class_code + " " + choice.number + " " + choice.step + " · " + choice.period;
  const foundIn = choice.found_in ? t("含「", "with \"") + choice.found_in + t("」", "\"") : "";
  draw(li, head, [choice.because || foundIn, choice.scope || choice.class || ""].filter(Boolean).join(" · "));
}

/** Makes a cell's input one in which steps are found. */
export function chooseStep(input, pick) {
  choose(input, { url: where.getAttribute("data-url"), query, draw: drawStep, text: (choice) => choice.number, pick });
}

function suggested(button) {
  const place = button.value.split("/");
  return { class_id: place[0], number: place[1], button, because: button.nextElementSibling.textContent };
}

/** The page's own box for class and step. */
export function chooseByTyping() {
  const box = make("input", { id: "place" });
  const label = make("label", { for: "place" }, t("打字找类别和环节：名称、拼音、首字母（jshd）、编号（二(一)）、代码",
    "Find class and step: name, pinyin, initials (jshd), number, code"));
  where.insertBefore(append(make("p", { class: "wide quick" }), [label, box]), where.firstChild);
  choose(box, {
    url: where.getAttribute("data-url"),
    query,
    first: () => Array.from(decide.querySelectorAll(".suggested button"), suggested),
    text: (choice) => (choice.button ? choice.button.textContent : choice.class_code + " " + choice.step),
    draw: (choice, li) => {
      if (choice.button) draw(li, choice.button.textContent, choice.because); else drawStep(choice, li);
    },
    pick: (choice) => {
      byId("class").value = choice.class_id;
      byId("step").value = choice.number;
      again();
    }
  });
  return box;
}
