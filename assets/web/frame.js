// The frame's own comforts, on every page: the sheet of keys (?), going anywhere (Ctrl+K), rows of lists,
// the basket, drafts of forms, jobs that move. Without it every page still works.
(function () {
  "use strict";
  var g = window.guidang, t = g.t;

  function all(selector, node) { return Array.prototype.slice.call((node || document).querySelectorAll(selector)); }
  function make(tag, attributes, text) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // A window over the page. Closed by Esc, by its button, by pressing beside it; focus goes back where it was.
  function open(dialog) {
    var before = document.activeElement;
    if (!dialog.parentNode) document.body.appendChild(dialog);
    if (dialog.showModal) dialog.showModal(); else dialog.setAttribute("open", "");
    dialog.back = function () { if (before && before.focus) before.focus(); };
  }
  function close(dialog) {
    if (dialog.close) dialog.close(); else dialog.removeAttribute("open");
    if (dialog.back) dialog.back();
  }
  function shell(id, heading) {
    var dialog = make("dialog", { id: id, class: "over", "aria-labelledby": id + "-heading" });
    var head = make("p", { class: "over-head" });
    head.appendChild(make("b", { id: id + "-heading" }, heading));
    var button = make("button", { type: "button", class: "small" }, t("关闭", "Close") + " (Esc)");
    button.addEventListener("click", function () { close(dialog); });
    head.appendChild(button);
    dialog.appendChild(head);
    dialog.addEventListener("click", function (event) { if (event.target === dialog) close(dialog); });
    dialog.addEventListener("cancel", function (event) { event.preventDefault(); close(dialog); });
    return dialog;
  }
  function isOpen() { return !!document.querySelector("dialog[open]"); }

  // ---- the sheet of keys
  var SIGNS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Space: t("空格", "Space"), Escape: "Esc", Delete: "Del" };
  function drawn(chord) {
    var span = make("span", { class: "chord" });
    chord.split("+").filter(Boolean).forEach(function (part) { span.appendChild(make("kbd", {}, SIGNS[part] || part)); });
    if (!span.firstChild) span.appendChild(make("kbd", {}, chord));
    return span;
  }
  // keys that can be pressed on this page now; a later one of the same chord hides the earlier
  function here() {
    var seen = {}, found = [];
    for (var i = g.keys.length - 1; i >= 0; i--) {
      var key = g.keys[i];
      if (seen[key.keys] || !key.name) continue;
      seen[key.keys] = true;
      found.unshift(key);
    }
    return found;
  }
  var sheet;
  function showKeys() {
    if (sheet && sheet.parentNode) sheet.parentNode.removeChild(sheet);
    sheet = shell("keys", t("这一页的快捷键", "Keys of this page"));
    var list = make("dl", { class: "keys" });
    here().forEach(function (key) {
      var term = make("dt");
      term.appendChild(drawn(key.keys));
      list.appendChild(term);
      list.appendChild(make("dd", {}, key.name));
    });
    sheet.appendChild(list);
    var more = make("p");
    more.appendChild(make("a", { href: "/help/keys" }, t("全部快捷键", "All shortcuts")));
    sheet.appendChild(more);
    open(sheet);
  }
  g.key({ keys: "?", name: t("这一页的快捷键", "The keys of this page"), run: showKeys });

  // ---- going anywhere
  var find = document.getElementById("find"), palette, box, options, found = [], at = 0, asked = 0;
  function draw() {
    options.textContent = "";
    found.forEach(function (way, i) {
      var option = make("li", { role: "option", id: "way" + i, "aria-selected": String(i === at) });
      option.appendChild(make("span", {}, way.name));
      if (way.note) option.appendChild(make("span", { class: "muted" }, " " + way.note));
      if (way.keys) option.appendChild(drawn(way.keys));
      option.addEventListener("click", function () { go(i); });
      options.appendChild(option);
    });
    if (!found.length) options.appendChild(make("li", { role: "option", "aria-disabled": "true" }, t("没有这个地方。回车去检索它。", "No such place. Enter searches for it.")));
    if (found.length) box.setAttribute("aria-activedescendant", "way" + at); else box.removeAttribute("aria-activedescendant");
    var shown = document.getElementById("way" + at);
    if (shown && shown.scrollIntoView) shown.scrollIntoView({ block: "nearest" });
  }
  function ask() {
    var mine = ++asked, keys = here().filter(function (key) { return key.keys !== "Ctrl+K"; });
    var query = "/palette?q=" + encodeURIComponent(box.value) +
      keys.map(function (key) { return "&k=" + encodeURIComponent(key.name); }).join("");
    fetch(query, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : []; }, function () { return []; })
      .then(function (ways) {
        if (mine !== asked) return;
        found = ways.map(function (way) {
          return way.key === null ? way : { name: way.name, note: "", keys: keys[way.key].keys, run: keys[way.key].run };
        });
        at = 0;
        draw();
      });
  }
  function go(i) {
    var way = found[i], typed = box.value.trim();
    close(palette);
    if (way && way.run) way.run(null);
    else if (way) location.href = way.href;
    else if (typed && find) {
      // by the search box: what is looked for may be an ID number, which has no place in an address
      find.value = typed;
      find.form.submit();
    }
  }
  function showPalette() {
    if (!palette) {
      palette = shell("palette", t("快速前往", "Go to"));
      box = make("input", {
        type: "text", id: "palette-box", role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: "100",
        "aria-label": t("页面、年度、类别、环节、档号", "Page, year, class, step, code"), "aria-expanded": "true", "aria-controls": "ways", "aria-autocomplete": "list",
        placeholder: t("打名称、拼音首字母、年份或档号", "Name, pinyin initials, year or code")
      });
      options = make("ul", { role: "listbox", id: "ways", "aria-label": t("可以去的地方", "Places to go") });
      palette.appendChild(box);
      palette.appendChild(options);
      box.addEventListener("input", function (event) { if (!event.isComposing) { clearTimeout(ask.timer); ask.timer = setTimeout(ask, 80); } });
      box.addEventListener("compositionend", ask);
      box.addEventListener("keydown", function (event) {
        if (g.composing(event)) return;
        var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && found.length) { at = (at + step + found.length) % found.length; draw(); event.preventDefault(); }
        if (event.key === "Enter") { event.preventDefault(); go(at); }
      });
    }
    box.value = "";
    found = [];
    options.textContent = "";
    open(palette);
    box.focus();
    ask();
  }
  g.key({ keys: "Ctrl+K", name: t("快速前往：页面、年度、类别、档号", "Go anywhere: pages, years, classes, codes"), typing: true, run: function () { if (!isOpen()) showPalette(); } });

  // ---- the basket
  function counted(entries) {
    var count = entries.items.length + entries.volumes.length;
    all("[data-basket-count]").forEach(function (node) { node.textContent = count; });
    return count;
  }
  function english(path) { return path + (document.documentElement.lang === "en" ? "?lang=en" : ""); }
  // `mark`: v12, i5; answers what the basket holds then
  function aside(mark, put) {
    var body = {};
    body[mark.charAt(0) === "v" ? "volumes" : "items"] = [Number(mark.slice(1))];
    return g.send(english("/api/v1/basket/" + (put ? "additions" : "removals")), body).then(function (entries) {
      var count = counted(entries);
      all("button.pin").forEach(function (pin) {
        if (pin.value !== mark) return;
        pin.name = put ? "remove" : "add";
        pin.textContent = put ? "✓" : "＋";
        pin.setAttribute("aria-pressed", String(put));
      });
      g.say(put ? t("已放入待办篮，共 ", "In the basket; it holds ") + count : t("已从待办篮拿出，还有 ", "Taken out; the basket holds ") + count);
      return entries;
    }, function (failed) { g.say(failed.message + " " + failed.fix, "danger"); });
  }
  g.aside = aside;
  document.addEventListener("click", function (event) {
    var pin = event.target.closest && event.target.closest("button.pin");
    if (!pin || pin.closest("[data-list=basket]")) return;
    event.preventDefault();
    aside(pin.value, pin.name === "add");
  });

  // ---- rows of lists
  var rows = all("table[data-list] tbody tr[data-row], table[data-list] tbody tr:not([data-row])").filter(function (row) {
    return row.querySelector("a") && !row.classList.contains("no-print");
  });
  function inRow() {
    var row = document.activeElement && document.activeElement.closest && document.activeElement.closest("tr");
    return rows.indexOf(row);
  }
  function focusRow(i) {
    rows.forEach(function (row, j) { row.tabIndex = j === i ? 0 : -1; });
    rows[i].focus();
  }
  if (rows.length) {
    rows.forEach(function (row, i) { row.tabIndex = i ? -1 : 0; });
    var free = function () { return document.activeElement === document.body || document.activeElement === document.getElementById("main"); };
    var onRow = function () { return inRow() >= 0 && !isOpen(); };
    g.key({ keys: "ArrowDown", name: t("下一行", "Row below"), when: function () { return onRow() || free(); }, run: function () { focusRow(Math.min(inRow() + 1, rows.length - 1)); } });
    g.key({ keys: "ArrowUp", name: t("上一行", "Row above"), when: onRow, run: function () { focusRow(Math.max(inRow() - 1, 0)); } });
    g.key({ keys: "Home", name: t("第一行", "First row"), when: onRow, run: function () { focusRow(0); } });
    g.key({ keys: "End", name: t("最后一行", "Last row"), when: onRow, run: function () { focusRow(rows.length - 1); } });
    g.key({ keys: "Enter", name: t("打开这一行", "Open the row"), when: function () { return onRow() && document.activeElement.tagName === "TR"; }, run: function () {
      rows[inRow()].querySelector("a").click();
    } });
    if (rows.some(function (row) { return row.hasAttribute("data-row"); })) {
      g.key({ keys: "Space", name: t("放进待办篮，再按拿出来", "Into the basket, and out again"), when: function () { return onRow() && document.activeElement.tagName === "TR"; }, run: function () {
        var pin = rows[inRow()].querySelector("button.pin");
        if (pin) pin.click();
      } });
    }
  }
  [["[", "prev", t("上一页", "Previous page")], ["]", "next", t("下一页", "Next page")]].forEach(function (turn) {
    var link = document.querySelector(".pager a[rel=" + turn[1] + "]");
    if (link) g.key({ keys: turn[0], name: turn[2], run: function () { link.click(); } });
  });

  // ---- what a form says is wrong is read first
  var wrong = document.getElementById("errors");
  if (wrong) wrong.focus();

  // ---- Ctrl+S sends the form one is in, or the only one that is kept
  function formAtHand() {
    var form = document.activeElement && document.activeElement.form || document.querySelector("form[data-keep]");
    return form && form.method === "post" ? form : null;
  }
  if (document.querySelector("form[data-keep]")) {
    g.key({ keys: "Ctrl+S", name: t("保存这张表", "Save the form"), typing: true, when: formAtHand, run: function () {
      var form = formAtHand();
      if (form.requestSubmit) form.requestSubmit(); else form.querySelector("[type=submit]").click();
    } });
  }

  // ---- drafts: what was typed and not yet accepted is kept in this browser
  var store = null;
  try { store = window.localStorage; } catch (_) { store = null; }
  function draftOf(form) { return "draft:" + location.pathname + ":" + form.getAttribute("data-keep"); }
  function fieldsOf(form) {
    return Array.prototype.slice.call(form.elements).filter(function (field) {
      return field.name && !field.readOnly && !/^(hidden|password|file|submit|button|reset)$/.test(field.type || "");
    });
  }
  function valueOf(field) { return /^(checkbox|radio)$/.test(field.type) ? (field.checked ? "1" : "") : field.value === field.getAttribute("data-whole") ? field.getAttribute("data-masked") : field.value; }
  function valuesOf(form) { return fieldsOf(form).map(function (field) { return [field.name, valueOf(field)]; }); }
  function read(name) { try { return JSON.parse(store.getItem(name)); } catch (_) { return null; } }
  function write(name, draft) { try { store.setItem(name, JSON.stringify(draft)); } catch (_) { /* the browser keeps nothing: then nothing is kept */ } }
  function fill(form, values) {
    var taken = {};
    fieldsOf(form).forEach(function (field) {
      var same = values.filter(function (pair) { return pair[0] === field.name; });
      var nth = taken[field.name] = (taken[field.name] || 0) + 1;
      if (!same[nth - 1]) return;
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = same[nth - 1][1] === "1"; else field.value = same[nth - 1][1];
    });
  }
  function offer(form, name, draft) {
    var when = new Date(draft.kept), two = function (n) { return (n < 10 ? "0" : "") + n; };
    var bar = make("div", { class: "problem info draft", role: "status" });
    bar.appendChild(make("span", {}, t("上次填了没有存的内容还在（", "What was typed and not saved is still here (") +
      when.getFullYear() + "-" + two(when.getMonth() + 1) + "-" + two(when.getDate()) + " " + two(when.getHours()) + ":" + two(when.getMinutes()) + t("）。", "). ")));
    var back = make("button", { type: "button", class: "small main-act" }, t("填回来", "Put it back"));
    var drop = make("button", { type: "button", class: "small" }, t("不要了", "Drop it"));
    back.addEventListener("click", function () { fill(form, draft.values); bar.parentNode.removeChild(bar); fieldsOf(form)[0].focus(); });
    drop.addEventListener("click", function () { store.removeItem(name); bar.parentNode.removeChild(bar); });
    bar.appendChild(back);
    bar.appendChild(drop);
    form.parentNode.insertBefore(bar, form);
    var folded = form.closest("details");
    if (folded) folded.open = true;
  }
  if (store) {
    // the server said it accepted something: what had been sent is no draft any more
    if (document.querySelector("[data-said]")) {
      Object.keys(store).forEach(function (name) {
        var draft = name.indexOf("draft:") === 0 && read(name);
        if (draft && draft.sent) store.removeItem(name);
      });
    }
    all("form[data-keep]").forEach(function (form) {
      var name = draftOf(form), shown = JSON.stringify(valuesOf(form)), timer;
      function keep(sent) {
        clearTimeout(timer);
        var values = valuesOf(form);
        if (!sent && JSON.stringify(values) === shown) return;
        write(name, { kept: Date.now(), sent: !!sent, values: values });
      }
      var draft = read(name);
      if (draft && JSON.stringify(draft.values) !== shown) offer(form, name, draft);
      form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(keep, 300); });
      form.addEventListener("change", function () { keep(); });
      form.addEventListener("submit", function () { keep(true); });
      window.addEventListener("pagehide", function () { if (!form.hasAttribute("data-sent")) keep(); });
    });
  }

  // ---- jobs that run are looked at every 3 seconds
  var job = document.querySelector("[data-job]");
  function look() {
    fetch("/api/v1/jobs/" + job.getAttribute("data-job"), { credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (now) {
        if (now.interrupted || now.state !== "queued" && now.state !== "running") return location.reload();
        var bar = job.querySelector("progress"), set = function (n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ","); };
        if (now.total) { bar.max = now.total; bar.value = now.done; }
        job.querySelector("[data-job-said]").textContent = set(now.done) + (now.total ? " / " + set(now.total) : "");
        setTimeout(look, 3000);
      }).catch(function () { setTimeout(look, 3000); });
  }
  if (job) setTimeout(look, 1000);
  // the list of jobs, and home: looked at anew while something runs and nobody is in the middle of it
  if (document.querySelector("[data-running]")) {
    setInterval(function () { if (!isOpen() && !document.querySelector("details[open]") && !g.typing(document.activeElement)) location.reload(); }, 5000);
  }

  // ---- copying
  all("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var text = document.getElementById(button.getAttribute("data-copy")).value;
      g.say(g.copy(text) ? t("已复制。", "Copied.") : t("浏览器不让复制：请在下面选中后按 Ctrl+C。", "The browser refuses: select the text below and press Ctrl+C."), "ok");
    });
  });
})();
