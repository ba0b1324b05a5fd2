// The dry run's page: the class by typing, F8 through the problems, one-key repairs kept cell by cell.
// Everything here can be done with the page's plain forms. Written for Chromium 78.
(function () {
  "use strict";
  var g = window.guidang, decide = document.getElementById("decide"), mend = document.getElementById("mend");
  if (!decide) return;
  var where = decide.querySelector("[data-choose-step]"), classes = document.getElementById("class"), steps = document.getElementById("step");
  var year = document.getElementById("year"), fonds = document.getElementById("fonds");

  function query() {
    return "year=" + encodeURIComponent(year ? year.value : "") + "&fonds=" + encodeURIComponent(fonds ? fonds.value : "");
  }

  // ---- class and step by typing
  var box = document.createElement("input"), label = document.createElement("label"), line = document.createElement("p");
  line.className = "wide quick";
  box.id = "place";
  label.htmlFor = "place";
  label.textContent = g.t("打字找类别和环节：名称、拼音、首字母（jshd）、编号（二(一)）、代码", "Find class and step: name, pinyin, initials (jshd), number, code");
  line.appendChild(label);
  line.appendChild(box);
  where.insertBefore(line, where.firstChild);
  g.choose(box, {
    url: where.getAttribute("data-url"),
    query: query,
    first: function () {
      return Array.prototype.map.call(decide.querySelectorAll(".suggested button"), function (button) {
        var place = button.value.split("/"), words = button.textContent.split(" ");
        return { class_id: place[0], number: place[1], button: button, because: button.nextElementSibling.textContent, words: words };
      });
    },
    text: function (choice) { return choice.button ? choice.button.textContent : choice.class_code + " " + choice.step; },
    draw: function (choice, li) {
      if (!choice.button) { g.drawStep(choice, li); return; }
      var head = document.createElement("b"), note = document.createElement("span");
      head.textContent = choice.button.textContent;
      note.className = "muted";
      note.textContent = choice.because;
      li.appendChild(head);
      li.appendChild(note);
    },
    pick: function (choice) {
      classes.value = choice.class_id;
      steps.value = choice.number;
      again();
    }
  });

  function again() {
    var pressed = document.getElementById("again");
    pressed.click();
  }

  // ---- the problems, one after the other
  var stops = Array.prototype.slice.call(document.querySelectorAll("tr.trouble, a.more"));
  var current = null;

  function open() { return stops.filter(function (stop) { return !stop.hasAttribute("data-done"); }); }

  function go(step, quietly) {
    if (!open().length) {
      g.say(g.t("没有要看的了。Ctrl+Enter 收下。", "Nothing left to look at. Ctrl+Enter takes the sheet in."), "ok");
      return;
    }
    // on from where one is, decided or not
    var at = stops.indexOf(current), count = stops.length;
    if (at < 0) at = step > 0 ? -1 : 0;
    do at = (at + step + count) % count; while (stops[at].hasAttribute("data-done"));
    visit(stops[at], quietly);
  }

  // quietly: nobody asked to be led there, so that the page stays as it is where the place can be seen
  function visit(stop, quietly) {
    if (current) current.classList.remove("current");
    current = stop;
    current.classList.add("current");
    for (var up = stop.parentNode; up; up = up.parentNode) if (up.tagName === "DETAILS") up.open = true;
    // a repair that only empties the cell is never put under the finger: the right text may be known
    var offers = Array.prototype.filter.call(stop.querySelectorAll(".offers button"), function (button) { return !/:value:$/.test(button.value); });
    var first = offers[0] || stop.querySelector("input:not([type=hidden])") || stop.querySelector(".offers button") || stop;
    first.focus({ preventScroll: true });
    if (first.select && first.tagName === "INPUT") first.select();
    stop.scrollIntoView({ block: quietly ? "nearest" : "center" });
  }

  g.key({ keys: "F8", name: g.t("下一处问题", "Next problem"), typing: true, run: function () { go(1); } });
  g.key({ keys: "Shift+F8", name: g.t("上一处问题", "Previous problem"), typing: true, run: function () { go(-1); } });
  for (var n = 1; n <= 9; n++) number(n);
  function number(n) {
    g.key({
      keys: String(n),
      name: g.t("选第 " + n + " 个办法", "Choose repair " + n),
      when: function () { return current && !current.hasAttribute("data-done") && current.querySelectorAll(".offers button").length >= n; },
      run: function () { current.querySelectorAll(".offers button")[n - 1].click(); }
    });
  }
  document.addEventListener("focusin", function (event) {
    var row = event.target.closest && event.target.closest("tr.trouble");
    if (row && row !== current) {
      if (current) current.classList.remove("current");
      current = row;
      row.classList.add("current");
    }
  });

  // ---- a repair is kept at once; the sheet is read again when all are decided
  function tell(row, text, tone) {
    var said = row.querySelector(".kept");
    if (!said) {
      said = document.createElement("p");
      said.className = "kept";
      row.querySelector(".cure").appendChild(said);
    }
    said.textContent = text;
    said.hidden = false;
    said.className = "kept " + tone;
    said.setAttribute("role", tone === "danger" ? "alert" : "status");
  }

  function keep(row, repairs, field, shown) {
    row.setAttribute("aria-busy", "true");
    return g.send("/import/" + decide.getAttribute("data-digest") + "/cells", { sheet: decide.getAttribute("data-sheet"), repairs: repairs, field: field || null })
      .then(function () {
        row.removeAttribute("aria-busy");
        row.setAttribute("data-done", "");
        tell(row, "✓ " + g.t("已记下：", "Kept: ") + shown, "ok");
        var input = row.querySelector(".editor input");
        if (input) {
          input.setAttribute("data-was", input.value);
          input.removeAttribute("aria-invalid");
        }
        if (open().length) go(1, true); else again();
        return true;
      })
      .catch(function (error) {
        row.removeAttribute("aria-busy");
        var input = row.querySelector(".editor input");
        if (input && field) input.setAttribute("aria-invalid", "true");
        tell(row, "✕ " + error.message + " " + (error.fix || ""), "danger");
        return false;
      });
  }

  function place(row) {
    var parts = row.getAttribute("data-place").split("-");
    return { row: Number(parts[0]), column: Number(parts[1]) };
  }

  function save(row, input) {
    var at = place(row);
    if (input.value.trim() === input.getAttribute("data-was").trim()) { go(1); return Promise.resolve(true); }
    return keep(row, [{ row: at.row, column: at.column, cure: "value", value: input.value.trim() }], input.getAttribute("data-field"), input.value.trim() || g.t("空着", "left empty"));
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest(".offers button");
    if (!button) return;
    event.preventDefault();
    var row = button.closest("tr"), parts = button.value.split(":");
    keep(row, [{ row: Number(parts[0]), column: Number(parts[1]), cure: parts[2], value: parts.slice(3).join(":") }], null, button.textContent.replace(/^\s*\d\s*/, "").trim());
  });
  document.querySelectorAll("tr.trouble .editor input:not([type=hidden])").forEach(function (input) {
    var row = input.closest("tr");
    // what was kept is not what stands there now
    input.addEventListener("input", function () {
      var said = row.querySelector(".kept.ok"), same = input.value.trim() === input.getAttribute("data-was").trim();
      if (!said) return;
      said.hidden = !same;
      if (same) row.setAttribute("data-done", ""); else row.removeAttribute("data-done");
    });
    input.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented || g.composing(event)) return;
      event.preventDefault();
      save(row, input);
    });
    if (input.getAttribute("data-field") === "step") {
      g.choose(input, {
        url: where.getAttribute("data-url"), query: query, draw: g.drawStep,
        text: function (choice) { return choice.number; },
        pick: function () { save(row, input); }
      });
    }
  });

  document.querySelectorAll("a[href='#changes']").forEach(function (link) {
    link.addEventListener("click", function () { document.getElementById("changes").open = true; });
  });

  // ---- the page's main acts
  function typed() {
    return Array.prototype.filter.call(document.querySelectorAll("tr.trouble .editor input:not([type=hidden])"), function (input) {
      return input.value.trim() !== input.getAttribute("data-was").trim();
    });
  }
  g.key({
    keys: "Enter", name: g.t("栏目没错，再试读一次", "The columns are right: dry-run again"),
    when: function (event) { return event.target === document.body || event.target.id === "main"; },
    run: again
  });
  g.key({
    keys: "Ctrl+Enter", name: g.t("收下好的行", "Take the good rows"), typing: true,
    run: function () {
      var waiting = typed();
      if (waiting.length) {
        // what was typed is kept first, and looked at again before anything is taken
        mend.submit();
        return;
      }
      var take = document.getElementById("take");
      if (take.disabled) g.say(g.t("还没有能收的行：先定类别和环节，或处理问题。", "No row can be taken yet: choose class and step, or mend the problems."), "warn");
      else take.click();
    }
  });
  // rows without headings: what the columns are is said before anything else
  var unsaid = Array.prototype.filter.call(decide.querySelectorAll("[data-to-confirm] select"), function (select) { return !select.value; })[0];
  if (unsaid) unsaid.focus();
  else if (decide.hasAttribute("data-mapped") && decide.querySelector(".suggested")) box.focus();
})();
