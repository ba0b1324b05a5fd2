// A table that is worked in like a spreadsheet: guidang.grid(host, options).
//
// options.columns  [{ field, name, width (em), numeric, readonly }]
// options.rows     [{ cells: { field: text }, marks: { field: { tone, icon, text, brief } }, adding, theirs }]; the grid keeps
//                  and changes this list; adding: the row is not kept anywhere yet; theirs: somebody else changed it
// options.ghosts   empty rows at the end to type or paste into; 0: none
// options.readonly nothing can be changed
// options.label, options.today (ISO day for Ctrl+;), options.row (word for a row in what is read aloud)
// options.make()   a new empty row
// options.shown(row, field)   text in the cell, where it is not row.cells[field]
// options.why(row, field)     why this cell cannot be typed into; "" if it can
// options.partial(row, field) the cell shows less than there is; options.whole(row, field) then gives
//     a promise of the whole text, asked for before F2 edits it; of null if it is not to be had
// options.change(ops, row)    what the person did, in order; each op can be undone:
//     { kind: "edit", row, field, from, to } · { kind: "add"|"remove", rows, before } · { kind: "move", rows, before, was };
//     stood: the order the moved rows had, where it is not the one they come in
// options.moved(row, field)   another cell is active
//
// One input stands in the active cell and always has the focus, so that an input method composes into it
// from the first key on. While nothing is typed its text is selected and the arrows walk.
(function () {
  "use strict";
  var g = window.guidang, t = g.t, current = null;
  var STEPS = 100, ALL = 300, AROUND = 40;

  // ---- the clipboard's text: cells between tabs; those with a tab, a line break or a quote in quotes
  function parse(text) {
    var rows = [[""]], quoted = false;
    function cell(more) { var row = rows[rows.length - 1]; row[row.length - 1] += more; }
    for (var i = 0; i < text.length; i++) {
      var c = text[i], row = rows[rows.length - 1];
      if (quoted && c === '"' && text[i + 1] === '"') { cell('"'); i++; }
      else if (quoted && c === '"') quoted = false;
      else if (c === '"' && row[row.length - 1] === "") quoted = true;
      else if (quoted) cell(c);
      else if (c === "\t") row.push("");
      else if (c === "\n") rows.push([""]);
      else if (c !== "\r") cell(c);
    }
    var last = rows[rows.length - 1];
    if (rows.length > 1 && last.length === 1 && last[0] === "") rows.pop();
    return rows;
  }
  function fromHtml(html) {
    // the page's policy would complain of the spreadsheet's styles
    html = html.replace(/<style[^]*?<\/style>|\sstyle=("[^"]*"|'[^']*')/gi, "");
    var trs = new DOMParser().parseFromString(html, "text/html").querySelectorAll("tr");
    return Array.prototype.map.call(trs, function (tr) {
      return Array.prototype.map.call(tr.cells, function (td) { return td.textContent.trim(); });
    });
  }
  function toText(rows) {
    return rows.map(function (row) {
      return row.map(function (text) { return /[\t\n"]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; }).join("\t");
    }).join("\r\n");
  }
  // marked as text, so that a spreadsheet does not round an ID number
  function toHtml(rows) {
    var safe = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
    return "<meta charset=utf-8><table>" + rows.map(function (row) {
      return "<tr>" + row.map(function (text) {
        return "<td style=\"mso-number-format:'\\@'\">" + text.replace(/[&<>"]/g, function (c) { return safe[c]; }) + "</td>";
      }).join("") + "</tr>";
    }).join("") + "</table>";
  }

  function el(tag, name, text) {
    var node = document.createElement(tag);
    if (name) node.className = name;
    if (text) node.textContent = text;
    return node;
  }

  function grid(host, options) {
    var columns = options.columns, rows = options.rows, ghosts = [], undone = [], done = [];
    var at = { r: 0, c: 0 }, anchor = { r: 0, c: 0 };
    // "": walking; "type": begun by typing, arrows go on; "edit": begun by F2, arrows move the caret
    var mode = "", before = "", run = false, stale = false, moving = false, dragging = false;
    var first = 0, height = 0;

    var box = el("div", "grid-scroll"), table = el("table", "grid"), head = el("thead"), body = el("tbody");
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", options.label);
    table.setAttribute("aria-multiselectable", "true");
    table.setAttribute("aria-colcount", columns.length);
    if (options.readonly) table.setAttribute("aria-readonly", "true");
    var cols = el("colgroup"), top = el("tr");
    top.setAttribute("role", "row");
    top.setAttribute("aria-rowindex", 1);
    columns.forEach(function (column, c) {
      var col = el("col"), th = el("th", column.numeric ? "num" : "", column.name);
      col.style.width = column.width + "em";
      cols.appendChild(col);
      th.scope = "col";
      th.setAttribute("role", "columnheader");
      th.setAttribute("aria-colindex", c + 1);
      top.appendChild(th);
    });
    head.appendChild(top);
    [cols, head, body].forEach(function (part) { table.appendChild(part); });
    table.style.width = columns.reduce(function (sum, column) { return sum + column.width; }, 0) + "em";
    box.appendChild(table);
    host.appendChild(box);
    var input = el("input", "grid-in");
    input.type = "text";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.setAttribute("data-free", "");

    // ---- what stands where
    function total() { return rows.length + ghosts.length; }
    function rowAt(r) { return r < rows.length ? rows[r] : ghosts[r - rows.length]; }
    function fieldAt(c) { return columns[c].field; }
    function text(row, field) { return row.cells[field] || ""; }
    function why(row, field) {
      var column = columns.filter(function (one) { return one.field === field; })[0];
      if (options.readonly || column && column.readonly) return t("这一格不能改。", "This cell cannot be changed.");
      return options.why ? options.why(row, field) : "";
    }
    function selection() {
      return { top: Math.min(at.r, anchor.r), bottom: Math.max(at.r, anchor.r), left: Math.min(at.c, anchor.c), right: Math.max(at.c, anchor.c) };
    }
    function fillGhosts() { while (ghosts.length < (options.readonly ? 0 : options.ghosts)) ghosts.push(options.make()); }

    // ---- drawing
    function markOf(row, field) { return row.marks && row.marks[field] || row.flags && row.flags[field] || null; }
    function paint(row, r) {
      var tr = row.tr;
      if (!tr) {
        tr = row.tr = el("tr");
        tr.setAttribute("role", "row");
        columns.forEach(function (column, c) {
          var td = el("td", column.numeric ? "num" : "");
          td.setAttribute("role", "gridcell");
          td.setAttribute("aria-colindex", c + 1);
          if (column.readonly) td.setAttribute("aria-readonly", "true");
          td.appendChild(el("bdi"));
          tr.appendChild(td);
        });
      }
      tr.setAttribute("aria-rowindex", r + 2);
      tr.className = (r >= rows.length ? "ghost " : "") + (row.theirs ? "theirs " : "") + (row.adding ? "unsaved" : "");
      var s = selection();
      columns.forEach(function (column, c) {
        var td = tr.cells[c], bdi = td.querySelector("bdi"), field = column.field;
        var shown = options.shown ? options.shown(row, field) : text(row, field);
        if (bdi.textContent !== shown) bdi.textContent = shown;
        bdi.title = shown.length > 8 ? shown : "";
        var on = r >= s.top && r <= s.bottom && c >= s.left && c <= s.right;
        td.classList.toggle("on", on);
        td.setAttribute("aria-selected", on);
        var mark = markOf(row, field), span = td.querySelector(".mark");
        if (!mark) { if (span) td.removeChild(span); return; }
        if (!span) { span = el("span"); td.appendChild(span); }
        span.className = "mark " + mark.tone + (mark.brief ? " brief" : "");
        span.textContent = mark.brief ? mark.text : mark.icon;
        span.title = mark.text;
      });
      return tr;
    }
    function gap(count) {
      var tr = el("tr", "gap"), td = el("td");
      tr.setAttribute("aria-hidden", "true");
      td.colSpan = columns.length;
      td.style.height = count * height + "px";
      tr.appendChild(td);
      return tr;
    }
    // Few rows stand there all; of many only those in view.
    function render() {
      if (mode) { stale = true; repaint(); return; }
      stale = false;
      fillGhosts();
      at.r = Math.min(at.r, Math.max(total() - 1, 0));
      anchor.r = Math.min(anchor.r, Math.max(total() - 1, 0));
      table.setAttribute("aria-rowcount", total() + 1);
      var had = document.activeElement === input;
      moving = true;
      var from = 0, to = total();
      if (total() > ALL) {
        height = height || 33;
        var span = Math.ceil(box.clientHeight / height) + 2 * AROUND;
        from = Math.max(0, Math.min(Math.floor(box.scrollTop / height) - AROUND, total() - span));
        to = Math.min(total(), from + span);
      }
      first = from;
      var fragment = document.createDocumentFragment();
      if (from > 0) fragment.appendChild(gap(from));
      for (var r = from; r < to; r++) fragment.appendChild(paint(rowAt(r), r));
      if (to < total()) fragment.appendChild(gap(total() - to));
      while (body.firstChild) body.removeChild(body.firstChild);
      body.appendChild(fragment);
      var real = body.querySelector("tr:not(.gap)");
      if (real && real.offsetHeight) height = real.offsetHeight;
      place();
      moving = false;
      if (had) { input.focus({ preventScroll: true }); select(); }
    }
    function repaint() {
      Array.prototype.forEach.call(body.children, function (tr) {
        if (tr.className === "gap") return;
        var r = +tr.getAttribute("aria-rowindex") - 2, row = rowAt(r);
        if (row && row.tr === tr) paint(row, r);
      });
      label();
    }
    var scrolled = 0;
    box.addEventListener("scroll", function () {
      if (total() <= ALL || mode || scrolled) return;
      scrolled = requestAnimationFrame(function () {
        scrolled = 0;
        var inView = Math.floor(box.scrollTop / height);
        if (inView < first + 10 && first > 0 || inView + box.clientHeight / height > first + body.children.length - 10) render();
      });
    });

    // ---- the input in the active cell
    function place() {
      var row = rowAt(at.r), td = row && row.tr && row.tr.parentNode === body ? row.tr.cells[at.c] : null;
      var had = document.activeElement === input, was = moving;
      moving = true;
      if (input.parentNode !== (td || box)) (td || box).appendChild(input);
      if (had && document.activeElement !== input) input.focus({ preventScroll: true });
      moving = was;
      if (!row) return;
      input.value = before = text(row, fieldAt(at.c));
      input.readOnly = !!why(row, fieldAt(at.c));
      input.className = "grid-in" + (columns[at.c].numeric ? " num" : "") + (td ? "" : " away");
      label();
    }
    function label() {
      var row = rowAt(at.r);
      if (!row) return;
      var mark = markOf(row, fieldAt(at.c));
      input.setAttribute("aria-label", t("第 ", "Row ") + (at.r + 1) + t(" 行 ", " ") + columns[at.c].name + (mark ? t("：", ": ") + mark.text : ""));
      if (options.moved) options.moved(row, fieldAt(at.c), at.r);
    }
    function select() { if (!mode) input.setSelectionRange(0, input.value.length); }
    function scrollTo(r) {
      var cell = top.cells[at.c], headHeight = head.offsetHeight, fixed = top.cells[0].offsetWidth;
      if (!rowAt(r).tr || rowAt(r).tr.parentNode !== body) {
        var y = r * height;
        if (y < box.scrollTop) box.scrollTop = y;
        else if (y + height + headHeight > box.scrollTop + box.clientHeight) box.scrollTop = y + height + headHeight - box.clientHeight + 4;
        render();
      }
      var tr = rowAt(r).tr;
      if (tr && tr.parentNode === body) {
        var down = tr.offsetTop;
        if (down - headHeight < box.scrollTop) box.scrollTop = down - headHeight;
        else if (down + tr.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = down + tr.offsetHeight - box.clientHeight + 4;
      }
      if (at.c > 0 && cell.offsetLeft - fixed < box.scrollLeft) box.scrollLeft = cell.offsetLeft - fixed;
      else if (cell.offsetLeft + cell.offsetWidth > box.scrollLeft + box.clientWidth) box.scrollLeft = cell.offsetLeft + cell.offsetWidth - box.clientWidth;
    }
    function go(r, c, extend) {
      if (mode) commit();
      if (!total()) return;
      var was = selection();
      at = { r: Math.max(0, Math.min(r, total() - 1)), c: Math.max(0, Math.min(c, columns.length - 1)) };
      if (!extend) anchor = { r: at.r, c: at.c };
      moving = true;
      scrollTo(at.r);
      place();
      moving = false;
      rechoose(was);
      input.focus({ preventScroll: true });
      select();
    }
    // only the rows that were chosen or are now
    function rechoose(was) {
      var now = selection();
      for (var r = Math.max(Math.min(was.top, now.top), first); r <= Math.max(was.bottom, now.bottom) && r < total(); r++) {
        var row = rowAt(r);
        if (row.tr && row.tr.parentNode === body) paint(row, r);
      }
    }
    function step(back, key) {
      var down = key === "Enter" && grid.direction() === "down";
      if (down) return go(at.r + (back ? -1 : 1), at.c);
      var c = at.c, r = at.r;
      do {
        c += back ? -1 : 1;
        if (c >= columns.length) { c = 0; r++; }
        if (c < 0) { c = columns.length - 1; r--; }
      } while (r >= 0 && r < total() && columns[c].readonly);
      if (r >= 0 && r < total()) go(r, c);
    }
    function begin(how) {
      if (mode || input.readOnly) return;
      var row = rowAt(at.r), field = fieldAt(at.c);
      if (how === "edit" && partial()) {
        options.whole(row, field).then(function (whole) {
          if (whole === null || mode || rowAt(at.r) !== row || fieldAt(at.c) !== field) return;
          row.cells[field] = whole;
          place();
          repaint();
          begin(how);
        });
        return;
      }
      mode = how;
      input.classList.add("typing");
      if (how === "edit") input.setSelectionRange(input.value.length, input.value.length);
    }
    // Enter goes on where F2 would have to ask for the rest of the text
    function partial() { return !!options.partial && options.partial(rowAt(at.r), fieldAt(at.c)); }
    function end() {
      mode = "";
      input.classList.remove("typing");
      if (stale) render();
    }
    function commit() {
      var row = rowAt(at.r), typed = input.value, was = before;
      end();
      if (typed !== was) act([{ kind: "edit", row: row, field: fieldAt(at.c), from: was, to: typed }]);
    }
    function cancel() {
      input.value = before;
      end();
      select();
    }

    // ---- what is done, and undone
    function apply(ops) {
      ops.forEach(function (op) {
        if (op.kind === "edit") { op.row.cells[op.field] = op.to; return; }
        if (op.kind !== "add") rows = options.rows = api.rows = rows.filter(function (row) { return op.rows.indexOf(row) < 0; });
        if (op.kind === "remove") return;
        var to = op.before ? rows.indexOf(op.before) : -1;
        if (to < 0) to = rows.length;
        rows = options.rows = api.rows = rows.slice(0, to).concat(op.rows, rows.slice(to));
      });
    }
    function inverse(ops) {
      return ops.slice().reverse().map(function (op) {
        if (op.kind === "edit") return { kind: "edit", row: op.row, field: op.field, from: op.to, to: op.from };
        if (op.kind === "move") return { kind: "move", rows: op.stood || op.rows, before: op.was, was: op.before, stood: op.rows };
        return { kind: op.kind === "add" ? "remove" : "add", rows: op.rows, before: op.before };
      });
    }
    function act(ops) {
      // whoever types into an empty row at the end makes it one
      var risen = [];
      ops.forEach(function (op) {
        var ghost = op.kind === "edit" ? ghosts.indexOf(op.row) : -1;
        if (ghost < 0) return;
        ghosts.splice(ghost, 1);
        risen.push(op.row);
        if (rowAt(at.r) !== op.row) at.r = anchor.r = rows.length + risen.length - 1;
      });
      if (risen.length) ops = [{ kind: "add", rows: risen, before: null }].concat(ops);
      apply(ops);
      done.push(ops);
      if (done.length > STEPS) done.shift();
      undone = [];
      finish(ops);
    }
    function finish(ops) {
      options.change(ops);
      var structure = ops.some(function (op) { return op.kind !== "edit"; });
      if (structure || total() > ALL) render(); else { place(); repaint(); select(); }
    }
    function again(from, to, word) {
      if (mode) return;
      var ops = from.pop();
      if (!ops) { g.say(t("没有可以" + word + "的。", "There is nothing to " + word + "."), "warn"); return; }
      to.push(ops);
      if (from === done) ops = inverse(ops);
      apply(ops);
      var last = ops[ops.length - 1], row = last.row || last.rows[0], r = rows.indexOf(row);
      if (r >= 0) at.r = anchor.r = r;
      finish(ops);
      go(at.r, at.c);
    }

    // ---- clipboard
    function chosen() {
      var s = selection(), list = [];
      for (var r = s.top; r <= s.bottom; r++) {
        var line = [];
        for (var c = s.left; c <= s.right; c++) line.push(text(rowAt(r), fieldAt(c)));
        list.push(line);
      }
      return list;
    }
    function clear() {
      var s = selection(), ops = [];
      for (var r = s.top; r <= Math.min(s.bottom, rows.length - 1); r++) {
        for (var c = s.left; c <= s.right; c++) {
          var was = text(rows[r], fieldAt(c));
          if (was && !why(rows[r], fieldAt(c))) ops.push({ kind: "edit", row: rows[r], field: fieldAt(c), from: was, to: "" });
        }
      }
      if (ops.length) act(ops);
    }
    function put(lines, s) {
      var ops = [], added = [], skipped = 0;
      // numbers that are worked out take nothing, unless whole rows are pasted over whole rows
      if (lines[0].length < columns.length) while (columns[s.left].readonly && s.left < columns.length - 1) s.left++;
      lines.forEach(function (line, dr) {
        var r = s.top + dr, row = r < rows.length ? rows[r] : null, fresh = !row;
        if (fresh) { row = options.make(); if (line.some(Boolean)) added.push(row); }
        line.forEach(function (to, dc) {
          if (s.left + dc >= columns.length) { if (to) skipped++; return; }
          var field = fieldAt(s.left + dc), was = text(row, field);
          if (to === was) return;
          if (why(row, field)) { skipped++; return; }
          if (fresh) row.cells[field] = to;
          else ops.push({ kind: "edit", row: row, field: field, from: was, to: to });
        });
      });
      if (added.length) ops.push({ kind: "add", rows: added, before: null });
      if (ops.length) act(ops);
      anchor = { r: s.top, c: s.left };
      at = { r: Math.min(s.top + lines.length, total()) - 1, c: Math.min(s.left + lines[0].length, columns.length) - 1 };
      render();
      g.say(t("粘贴 " + lines.length + " 行", lines.length + " rows pasted") + (skipped ? t("；" + skipped + " 格不能改，没有动", "; " + skipped + " cells cannot be changed and stayed") : "") + t("。", "."), skipped ? "warn" : "ok");
    }
    input.addEventListener("copy", function (event) { if (!mode) carry(event); });
    input.addEventListener("cut", function (event) { if (!mode) { carry(event); clear(); } });
    function carry(event) {
      var list = chosen();
      event.preventDefault();
      event.clipboardData.setData("text/plain", toText(list));
      event.clipboardData.setData("text/html", toHtml(list));
    }
    input.addEventListener("paste", function (event) {
      if (mode || options.readonly) return;
      event.preventDefault();
      var plain = event.clipboardData.getData("text/plain"), html = event.clipboardData.getData("text/html");
      var lines = plain ? parse(plain) : html ? fromHtml(html) : [];
      if (!lines.length) return;
      var s = selection();
      if (lines.length === 1 && lines[0].length === 1) {
        // one value fills the whole choice
        var value = lines[0][0], line = [];
        for (var c = s.left; c <= s.right; c++) line.push(value);
        lines = [];
        for (var r = s.top; r <= s.bottom; r++) lines.push(line);
      }
      put(lines, s);
    });

    // ---- commands, by key or by button
    function fill(fromAbove) {
      var s = selection(), list = chosen(), single = s.top === s.bottom || fromAbove;
      if (single && s.top === 0) return;
      var source = list[0];
      if (single) {
        source = [];
        for (var c = s.left; c <= s.right; c++) source.push(text(rowAt(s.top - 1), fieldAt(c)));
      }
      put(list.map(function () { return source; }), s);
      go(at.r, at.c, true);
    }
    var commands = {
      undo: function () { again(done, undone, t("撤销", "undo")); },
      redo: function () { again(undone, done, t("重做", "redo")); },
      fill: function () { fill(false); },
      above: function () { if (at.r > 0) fill(true); },
      today: function () { put([[options.today || ""]], { top: at.r, left: at.c }); },
      up: function () { shift(-1); },
      down: function () { shift(1); },
      insert: function () { act([{ kind: "add", rows: [options.make()], before: rows[at.r] || null }]); go(at.r, 0); step(false, "Tab"); },
      remove: function () {
        var s = selection(), going = rows.slice(s.top, s.bottom + 1);
        if (!going.length) return;
        act([{ kind: "remove", rows: going, before: rows[s.bottom + 1] || null }]);
        go(s.top, at.c);
      },
      // the chosen rows, or all of them, by the text of a field; those without one stay behind the others
      sort: function (field) {
        var s = selection(), some = s.bottom > s.top, from = some ? s.top : 0, to = Math.min(some ? s.bottom + 1 : rows.length, rows.length);
        var stood = rows.slice(from, to), behind = rows[to] || null;
        var sorted = stood.map(function (row, n) { return { row: row, text: text(row, field), n: n }; }).sort(function (a, b) {
          if (!a.text !== !b.text) return a.text ? -1 : 1;
          return a.text < b.text ? -1 : a.text > b.text ? 1 : a.n - b.n;
        }).map(function (one) { return one.row; });
        if (!sorted.some(function (row, n) { return row !== stood[n]; })) return 0;
        act([{ kind: "move", rows: sorted, before: behind, was: behind, stood: stood }]);
        return sorted.length;
      },
      all: function () { anchor = { r: 0, c: 0 }; at = { r: Math.max(rows.length - 1, 0), c: columns.length - 1 }; place(); repaint(); input.focus(); select(); }
    };
    function shift(by) {
      var s = selection(), going = rows.slice(s.top, s.bottom + 1), to = by < 0 ? s.top - 1 : s.bottom + 2;
      if (!going.length || to < 0 || by > 0 && s.bottom + 1 >= rows.length) return;
      act([{ kind: "move", rows: going, before: rows[to] || null, was: rows[s.bottom + 1] || null }]);
      anchor.r += by;
      at.r += by;
      go(at.r, at.c, true);
    }

    // ---- keys that walk and type; the commands' keys stand in guidang.keys below
    input.addEventListener("keydown", function (event) {
      if (g.composing(event)) return;
      var key = event.key, ctrl = event.ctrlKey || event.metaKey, page = Math.max(1, Math.floor(box.clientHeight / (height || 33)) - 2);
      var walks = {
        ArrowUp: [ctrl ? -1e9 : -1, 0], ArrowDown: [ctrl ? 1e9 : 1, 0], ArrowLeft: [0, ctrl ? -1e9 : -1], ArrowRight: [0, ctrl ? 1e9 : 1],
        PageUp: [-page, 0], PageDown: [page, 0], Home: [ctrl ? -1e9 : 0, -1e9], End: [ctrl ? 1e9 : 0, 1e9]
      };
      var taken = true;
      if (event.altKey) taken = false;
      else if (key === "Enter" && !ctrl) { if (mode) { commit(); step(event.shiftKey, key); run = true; } else if (input.readOnly || partial()) step(event.shiftKey, key); else begin("edit"); }
      else if (key === "Tab" && !ctrl && (mode || run)) { if (mode) commit(); run = true; step(event.shiftKey, key); }
      else if (key === "Escape" && (mode || run)) { run = false; if (mode) cancel(); else taken = false; }
      else if (key === "F2") begin("edit");
      else if (walks[key] && mode !== "edit" && !(mode && (key === "Home" || key === "End"))) {
        run = false;
        var last = key === "End" && ctrl ? rows.length - 1 - at.r : walks[key][0];
        go(at.r + last, at.c + walks[key][1], event.shiftKey);
      }
      else if (!mode && (key === "Delete" || key === "Backspace")) { if (!input.readOnly || at.r !== anchor.r || at.c !== anchor.c) clear(); }
      else if (!mode && ctrl && (key === "a" || key === "A")) commands.all();
      else taken = false;
      if (taken) event.preventDefault();
    });
    input.addEventListener("input", function () { begin("type"); });
    input.addEventListener("compositionstart", function () { begin("type"); });
    input.addEventListener("focus", function () { current = api; box.classList.add("has-focus"); select(); });
    input.addEventListener("blur", function () {
      if (moving) return;
      box.classList.remove("has-focus");
      if (current === api) current = null;
      if (mode) commit();
    });
    function spot(event) {
      var td = event.target.closest ? event.target.closest("td[role=gridcell]") : null;
      return td && { r: +td.parentNode.getAttribute("aria-rowindex") - 2, c: +td.getAttribute("aria-colindex") - 1 };
    }
    body.addEventListener("mousedown", function (event) {
      var cell = spot(event);
      if (!cell || event.target === input && mode || event.button) return;
      event.preventDefault();
      run = false;
      dragging = true;
      go(cell.r, cell.c, event.shiftKey);
    });
    body.addEventListener("mouseover", function (event) {
      var cell = dragging && event.buttons ? spot(event) : null;
      if (cell) { var was = selection(); at = cell; place(); rechoose(was); input.focus({ preventScroll: true }); select(); }
    });
    document.addEventListener("mouseup", function () { dragging = false; });
    body.addEventListener("dblclick", function (event) { if (spot(event)) begin("edit"); });

    var api = {
      host: host, rows: rows, columns: columns, commands: commands, act: act,
      render: render, repaint: repaint,
      nav: function () { return !mode; },
      typing: function (row, field) { return !!mode && rowAt(at.r) === row && fieldAt(at.c) === field; },
      active: function () { return { row: rowAt(at.r), r: at.r, c: at.c, field: fieldAt(at.c) }; },
      commit: function () { if (mode) commit(); },
      edit: function () { input.focus(); begin("edit"); },
      // another list of the same rows, after somebody else's changes
      set: function (list) {
        var row = rowAt(at.r), other = rowAt(anchor.r);
        rows = options.rows = api.rows = list;
        [[row, at], [other, anchor]].forEach(function (pair) { var r = list.indexOf(pair[0]); if (r >= 0) pair[1].r = r; });
        render();
      },
      focus: function (row, field) {
        var r = rows.indexOf(row), c = columns.findIndex(function (column) { return column.field === field; });
        if (r >= 0) go(r, Math.max(c, 0));
      },
      enter: function () { go(at.r, at.c); },
      lock: function () { options.readonly = true; ghosts = []; table.setAttribute("aria-readonly", "true"); render(); }
    };
    columns.some(function (column, c) { if (!column.readonly) { at.c = anchor.c = c; } return !column.readonly; });
    render();
    return api;
  }

  // Which way Enter goes: right, at the end of the row to the next; or down.
  grid.direction = function (value) {
    try {
      if (value) localStorage.setItem("guidang.enter", value);
      return localStorage.getItem("guidang.enter") || "right";
    } catch (_) { return "right"; }
  };
  grid.parse = parse;

  [
    ["Ctrl+Z", t("撤销", "Undo"), "undo"], ["Ctrl+Y", t("重做", "Redo"), "redo"], ["Ctrl+Shift+Z", t("重做", "Redo"), "redo"],
    ["Ctrl+D", t("向下填充", "Fill down"), "fill"], ["Ctrl+'", t("抄上一格", "Copy from above"), "above"], ["Ctrl+;", t("填今天", "Today's date"), "today"],
    ["Alt+ArrowUp", t("行上移", "Move rows up"), "up"], ["Alt+ArrowDown", t("行下移", "Move rows down"), "down"],
    ["Alt+Insert", t("插入一行", "Insert a row"), "insert"], ["Alt+Delete", t("取出这些行", "Take rows out"), "remove"]
  ].forEach(function (entry) {
    g.key({
      keys: entry[0], name: entry[1], typing: true,
      when: function () { return !!current && current.nav(); },
      run: function () { current.commands[entry[2]](); }
    });
  });
  g.grid = grid;
})();
