// The counter: a box that scanners reach from everywhere, who asks and what for by one key each, the
// record by Enter. Without script the same is done by the form's own controls. Chromium 78.
(function () {
  "use strict";
  var g = window.guidang, box = document.getElementById("ask"), looks = document.getElementById("looks");

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }

  // A key that picks something waits a moment: inside a scanner's burst it is no key but a digit.
  var waiting, last = 0;
  document.addEventListener("keydown", function (event) {
    var now = event.timeStamp || Date.now();
    if (now - last < 35) clearTimeout(waiting);
    last = now;
  }, true);
  var since = 0;
  function picked(run) {
    return function (event) {
      var now = event.timeStamp || Date.now(), burst = now - since < 35;
      since = now;
      clearTimeout(waiting);
      if (!burst) waiting = setTimeout(run, 45);
    };
  }

  all("[data-stroke]").forEach(function (node) {
    var label = node.closest("label") || node;
    var name = label.textContent.replace(/\s+/g, " ").trim().replace(/ \S$/, "");
    g.key({ keys: node.getAttribute("data-stroke"), name: name, run: picked(function () {
      if (node.type !== "radio") return node.click();
      node.checked = true;
      must();
      g.say(name);
    }) });
  });
  var back = document.querySelector("[data-back]");
  if (back) g.key({ keys: "Escape", name: g.t("回到结果", "Back to the results"), run: function () { back.click(); } });
  all("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // What the chosen identity has to give is said at the fields.
  function must() {
    var chosen = document.querySelector("input[name=who]:checked");
    all("[data-must]").forEach(function (note) {
      var what = note.getAttribute("data-must"), says = chosen && chosen.getAttribute("data-says");
      var needed = chosen && chosen.hasAttribute("data-" + what);
      note.textContent = needed ? g.t("（要填）", "(required)") : "";
      if (what === "document" && says) note.textContent = says + (needed ? g.t("（要填）", " (required)") : "");
    });
  }
  all("input[name=who]").forEach(function (radio) { radio.addEventListener("change", must); });
  must();

  var rows = all(".row"), chosen = 0;
  function stand(at) {
    chosen = Math.max(0, Math.min(rows.length - 1, at));
    rows[chosen].focus();
  }
  function walks(event) { return rows.length > 0 && event.target.type !== "radio"; }
  g.key({ keys: "ArrowDown", name: g.t("下一件", "Next record"), when: walks, run: function () { stand(rows.indexOf(document.activeElement) < 0 ? 0 : chosen + 1); } });
  g.key({ keys: "ArrowUp", name: g.t("上一件", "Record before"), when: walks, run: function () { stand(chosen - 1); } });
  rows.forEach(function (row, at) { row.addEventListener("focus", function () { chosen = at; }); });
  // Enter in a field of the visit goes on to the record, it does not take one
  all("#asker, #document").forEach(function (field) {
    field.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || g.composing(event)) return;
      event.preventDefault();
      if (rows.length) stand(chosen);
    });
  });
  if (looks) {
    looks.addEventListener("submit", function (event) {
      var missing = ["who", "why"].filter(function (name) { return !looks.querySelector("input[name=" + name + "]:checked"); });
      if (!missing.length) return;
      event.preventDefault();
      g.say(missing[0] === "who" ? g.t("先选谁来查：按 1 到 8，本人按 1。", "Choose who asks first: 1 to 8; 1 is the person.")
        : g.t("先选为什么查：按 Q 到 I。", "Choose what for first: Q to I."), "danger");
    });
  }
  var wrong = document.querySelector("[aria-invalid]") || document.getElementById("problems");
  if (wrong) wrong.focus();
  else if (rows.length) stand(0);

  // Sound is off unless somebody wants it; the text stands in any case.
  var sound = document.getElementById("sound"), KEY = "guidang.sound";
  try { if (sound) sound.checked = localStorage.getItem(KEY) === "1"; } catch (_) { sound.checked = false; }
  if (sound) sound.addEventListener("change", function () {
    try { localStorage.setItem(KEY, sound.checked ? "1" : "0"); } catch (_) { g.say(g.t("这台机器不记这个选择。", "This machine does not remember the choice."), "warn"); }
  });
  function lowTone() {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!sound || !sound.checked || !Audio) return;
    var audio = new Audio(), tone = audio.createOscillator(), level = audio.createGain();
    tone.frequency.value = 196;
    level.gain.value = 0.2;
    tone.connect(level);
    level.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.25);
  }

  // GB 11643: the last of 18 is a check on the seventeen before it.
  function checks(number) {
    var weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], sum = 0;
    for (var at = 0; at < 17; at++) sum += Number(number[at]) * weights[at];
    return "10X98765432"[sum % 11] === number[17].toUpperCase();
  }

  var strip = document.getElementById("strip");
  function red(text) {
    strip.hidden = false;
    strip.lastElementChild.textContent = text;
    lowTone();
  }

  if (box) g.scan(function (text) {
    text = text.trim();
    box.value = text;
    if (/^\d{17}[\dXx]$/.test(text) && !checks(text)) {
      red(g.t("扫到的号码校验码不对，没有查。请再扫一次，或核对后按 Enter 照查：", "The scanned number fails its check digit and was not searched. Scan again, or press Enter to search it as it is: ") + text.slice(0, 6) + "********" + text.slice(-4));
      box.focus();
      box.select();
      return;
    }
    strip.hidden = true;
    box.form.submit();
  });
})();
