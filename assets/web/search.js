// The page of hits, and masked ID numbers wherever they stand: walking with the arrows, the basket, one
// number shown at a time. Chromium 78: no optional chaining.
(function () {
  "use strict";
  var g = window.guidang;

  // One number shown whole; the server writes it into the log before it answers.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-reveal]");
    if (!button || !button.form) return;
    event.preventDefault();
    var shown = document.getElementById(button.getAttribute("data-reveal"));
    g.send(button.form.getAttribute("action"), {}).then(function (answer) {
      shown.textContent = answer.id_number;
      button.hidden = true;
      g.say(g.t("已显示，并记入日志。", "Shown, and logged."));
    }, function (trouble) {
      g.say(trouble.message + " " + trouble.fix, "danger");
    });
  });

  var hits = Array.prototype.slice.call(document.querySelectorAll("[data-item]"));
  if (!hits.length) return;

  function link(hit) { return hit.querySelector(".head a"); }

  function current() {
    for (var at = 0; at < hits.length; at++) if (hits[at].contains(document.activeElement)) return at;
    return -1;
  }

  function go(step) {
    var at = Math.max(0, Math.min(hits.length - 1, current() + step));
    link(hits[at]).focus();
    hits[at].scrollIntoView({ block: "nearest" });
  }

  // The pin of a hit works without leaving the page.
  function pin(hit) {
    var button = hit.querySelector(".pin"), out = button.name === "remove", body = new URLSearchParams();
    body.append(button.name, button.value);
    body.append("back", "/basket");
    fetch("/basket", { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body: body }).then(function (answer) {
      if (!answer.ok) throw answer;
      button.name = out ? "add" : "remove";
      button.textContent = out ? "＋" : "✓";
      button.setAttribute("aria-pressed", String(!out));
      g.say(out ? g.t("已从待办篮拿出。", "Taken out of the basket.") : g.t("已放进待办篮。", "Put into the basket."));
    }).catch(function () {
      g.say(g.t("没有放成，再试一次。", "That did not work; try again."), "danger");
    });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-item] .pin");
    if (!button) return;
    event.preventDefault();
    pin(button.closest("[data-item]"));
  });

  function elsewhere(event) {
    return !/^(BUTTON|SUMMARY|SELECT)$/.test(event.target.tagName);
  }

  g.key({ keys: "ArrowDown", name: g.t("下一条", "Next hit"), when: elsewhere, run: function () { go(1); } });
  g.key({ keys: "ArrowUp", name: g.t("上一条", "Hit before"), when: elsewhere, run: function () { go(-1); } });
  g.key({
    keys: "Space",
    name: g.t("加入待办篮", "Into the basket"),
    when: function (event) { return elsewhere(event) && current() >= 0; },
    run: function () { pin(hits[current()]); }
  });
})();
