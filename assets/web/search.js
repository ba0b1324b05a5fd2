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
      if (shown.tagName === "INPUT") {
        // a number only looked at is no draft
        shown.setAttribute("data-masked", shown.value);
        shown.setAttribute("data-whole", shown.value = answer.id_number);
        shown.focus();
      } else shown.textContent = answer.id_number;
      button.hidden = true;
      g.say(g.t("已显示，并记入日志。", "Shown, and logged."));
    }, function (trouble) {
      g.say(trouble.message + " " + trouble.fix, "danger");
    });
  });

  var hits = Array.prototype.slice.call(document.querySelectorAll("[data-item]"));
  if (!hits.length) return;

  // ---- the record one stands on, in short beside the hits; read when one stays for a moment
  var pane = document.getElementById("brief"), known = {}, waiting = 0, wanted = null;
  function show(hit) {
    var id = hit.getAttribute("data-item");
    hits.forEach(function (one) { one.classList.toggle("shown", one === hit); });
    if (!pane || wanted === id) return;
    wanted = id;
    clearTimeout(waiting);
    if (known[id]) { pane.innerHTML = known[id]; return; }
    waiting = setTimeout(function () {
      fetch("/items/" + id + "/brief", { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) throw answer;
        return answer.text();
      }).then(function (html) {
        known[id] = html;
        if (wanted === id) pane.innerHTML = html;
      }).catch(function () {
        if (wanted !== id) return;
        wanted = null;
        pane.textContent = g.t("没有读到这一件，打开它看。", "It could not be read; open the record itself.");
      });
    }, 120);
  }
  document.addEventListener("focusin", function (event) {
    var hit = event.target.closest && event.target.closest("[data-item]");
    if (hit) show(hit);
  });
  document.addEventListener("click", function (event) {
    var hit = event.target.closest && event.target.closest("[data-item]");
    if (hit && !event.target.closest("a, button")) { link(hit).focus(); show(hit); }
  });

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
