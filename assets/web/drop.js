// A sheet may be dropped into any page, or a copied range pasted outside a field: it goes to the inbox
// and its dry run opens. Written for Chromium 78.
(function () {
  "use strict";
  var g = window.guidang, busy = false;

  function hand(name, value, file) {
    if (busy) return;
    busy = true;
    var form = new FormData();
    if (file) form.append(name, value, value.name); else form.append(name, value);
    g.say(g.t("正在收下并试读……", "Taking it in and reading it …"), "ok");
    fetch("/import", { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body: form })
      .then(function (answer) { return answer.json().then(function (said) { return { ok: answer.ok, said: said }; }); })
      .then(function (got) {
        if (got.ok && got.said.onward) { location.href = got.said.onward; return; }
        var problem = got.said.problems && got.said.problems[0] || {};
        busy = false;
        g.say((problem.message || "") + " " + (problem.fix || ""), "danger");
      })
      .catch(function () {
        busy = false;
        g.say(g.t("连不上服务器，文件没有送出。请再试一次。", "The server cannot be reached; nothing was sent. Try again."), "danger");
      });
  }

  function carriesFiles(event) {
    return event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types || [], "Files") >= 0;
  }

  // a field that takes files itself keeps them
  function taken(node) { return node && node.closest && node.closest("input[type=file], [data-drop]"); }

  document.addEventListener("dragover", function (event) {
    if (event.defaultPrevented || !carriesFiles(event) || taken(event.target)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    document.documentElement.setAttribute("data-dropping", "");
  });
  function over() { document.documentElement.removeAttribute("data-dropping"); }
  document.addEventListener("dragleave", function (event) { if (!event.relatedTarget) over(); });
  document.addEventListener("drop", function (event) {
    over();
    if (event.defaultPrevented || !carriesFiles(event) || taken(event.target)) return;
    event.preventDefault();
    var files = event.dataTransfer.files;
    if (files.length > 1) g.say(g.t("一次收一份清单，先收第一份。", "One sheet at a time: the first is taken."), "warn");
    if (files.length) hand("file", files[0], true);
  });

  // the cells of a copied HTML table, as a spreadsheet would put them on the clipboard
  function table(html) {
    var found = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!found) return "";
    return Array.prototype.map.call(found.rows, function (row) {
      return Array.prototype.map.call(row.cells, function (cell) {
        var text = cell.textContent.replace(/\s*\n\s*/g, " ").trim();
        if (/["\t]/.test(text)) text = '"' + text.replace(/"/g, '""') + '"';
        // a cell over several columns leaves the others empty
        return text + new Array(Math.max(1, Math.min(cell.colSpan, 400))).join("\t");
      }).join("\t");
    }).join("\n");
  }

  function isRange(text) {
    return /\t/.test(text) || /\S[^\n]*\r?\n[^\n]*\S/.test(text);
  }

  document.addEventListener("paste", function (event) {
    var board = event.clipboardData;
    if (event.defaultPrevented || !board || g.typing(event.target) || g.typing(document.activeElement)) return;
    if (event.target.closest && event.target.closest("[role=grid], [data-drop]")) return;
    var text = board.getData("text/plain");
    if (!/\t/.test(text)) text = table(board.getData("text/html")) || text;
    if (isRange(text)) {
      event.preventDefault();
      hand("pasted", text);
    } else if (board.files && board.files.length) {
      event.preventDefault();
      hand("file", board.files[0], true);
    }
  });
})();
