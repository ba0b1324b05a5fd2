// The volume's table: what is typed is sent at once, in order, one request at a time. What the server has
// not accepted yet lies in this browser until it has: through a lost server, an expired sign-in, a closed
// window.
(function () {
  "use strict";
  var g = window.guidang, t = g.t, sheet = document.getElementById("sheet");
  if (!sheet || !g.grid) return;
  var id = sheet.getAttribute("data-volume"), open = sheet.getAttribute("data-open") === "true";
  var path = "/volumes/" + id + "/grid", seq = +sheet.getAttribute("data-seq"), own = {};
  var queue = [], inFlight = null, stuck = "", timer = 0, failures = 0, byId = {}, blocking = 0, waiting = 0;
  var PORTION = 250, CELLS = 2000, EVERY = 4000;
  var $ = function (name) { return document.getElementById(name); };

  function el(tag, name, text) {
    var node = document.createElement(tag);
    if (name) node.className = name;
    if (text) node.textContent = text;
    return node;
  }
  function button(text, run, name) {
    var node = el("button", name || "small", text);
    node.type = "button";
    node.addEventListener("click", run);
    return node;
  }
  function random() {
    var numbers = new Uint32Array(3);
    crypto.getRandomValues(numbers);
    return Array.prototype.map.call(numbers, function (n) { return n.toString(36); }).join("");
  }

  // ---- the rows, from the page's own table
  var WIDTHS = { seq: 3.2, page_range: 5, title: 16, unit_name: 11, person_name: 6, id_number: 11.5, date: 7, pages: 3.6, doc_number: 10, creator: 8, remarks: 10 };
  var table = sheet.querySelector("table"), columns = [];
  Array.prototype.forEach.call(table.querySelectorAll("th[data-field]"), function (th) {
    var field = th.getAttribute("data-field");
    columns.push({ field: field, name: th.textContent, width: WIDTHS[field] || 8, numeric: th.className === "num", readonly: field === "seq" || field === "page_range" });
  });
  // cells: as shown; base: as the server last told; pending: edits not accepted yet, by field
  function fresh() { return { key: random(), id: null, cells: {}, base: {}, marks: {}, pending: {} }; }
  // Names and numbers of several persons, told once as a list.
  function spread(cells) {
    var lines = (cells.persons || "").split("\n").filter(Boolean).map(function (line) { return line.split("\t"); });
    if (lines.length < 2) return;
    [["person_name", 0], ["id_number", 1]].forEach(function (one) {
      var texts = lines.map(function (line) { return line[one[1]] || ""; });
      cells[one[0]] = texts.some(Boolean) ? texts.join("、") : "";
    });
  }
  function several(row) { return (row.cells.persons || "").split("\n").filter(Boolean).length; }
  function rowOf(tr) {
    var row = fresh();
    row.id = +tr.getAttribute("data-id");
    row.key = "i" + row.id;
    columns.forEach(function (column, c) { row.cells[column.field] = tr.cells[c].textContent.trim(); });
    ["persons", "units"].forEach(function (list) {
      var told = tr.getAttribute("data-" + list);
      if (told) row.cells[list] = told;
    });
    spread(row.cells);
    row.base = Object.assign({}, row.cells);
    byId[row.id] = row;
    return row;
  }
  var rows = Array.prototype.map.call(table.querySelectorAll("tbody tr[data-id]"), rowOf);
  // ---- ID numbers stand masked until they are asked for; each time is written into the log
  function masked(text) { return !!text && text.indexOf("***") >= 0; }
  // number of the person in the record's row `at`, from 1; `shown`: the mask it must fit
  function reveal(row, at, shown) {
    return g.send("/items/" + row.id + "/persons/" + at + "/id-number", {}).then(function (answer) {
      var number = answer.id_number, hidden = new Array(Math.max(1, number.length - 9)).join("*");
      if (number.slice(0, 6) + hidden + number.slice(-4) !== shown) {
        g.say(t("人员表已被别人改过，请刷新本页再看。", "The list of persons has been changed; load this page anew."), "warn");
        return null;
      }
      g.say(t("已显示，并记入日志。", "Shown, and logged."));
      return number;
    }, function (fault) {
      g.say(fault.message + " " + fault.fix, "danger");
      return null;
    });
  }
  // a list as one text; for one person or unit it is made of the cells
  function listed(cells, field) {
    if (cells[field]) return cells[field];
    var parts = field === "persons" ? [cells.person_name, cells.id_number] : [cells.unit_name];
    return parts.map(function (part) { return part || ""; }).join("\t").replace(/\t+$/, "");
  }
  function stood(row, field) {
    return field === "persons" || field === "units" ? listed(row.base, field) : row.base[field] || "";
  }

  while (sheet.firstChild) sheet.removeChild(sheet.firstChild);
  var leads = el("a", "button small", t("这一件的页面", "This record's page")), told = "";
  var tools = el("div", "grid-tools no-print"), state = el("div", "grid-state"), visited = null, trouble = el("div");
  trouble.id = "trouble";
  state.setAttribute("role", "status");
  var host = el("div");
  var foot = el("div", "grid-foot no-print"), hints = el("p", "grid-hint", open ?
    t("F2 改 · Enter 下一格 · Ctrl+D 向下填 · Ctrl+' 抄上格 · Alt+↑↓ 移行 · Ctrl+Z 撤销 · F8 下一问题 · F9 一表多人 · ? 全部", "F2 edit · Enter next cell · Ctrl+D fill down · Ctrl+' from above · Alt+↑↓ move rows · Ctrl+Z undo · F8 next problem · F9 persons · ? all") : "");
  foot.appendChild(state);
  foot.appendChild(hints);
  [trouble, tools, host, foot].forEach(function (part) { sheet.appendChild(part); });
  var grid = g.grid(host, {
    label: t("卷内文件", "Records in the volume"), columns: columns, rows: rows, ghosts: open ? 3 : 0, readonly: !open,
    today: sheet.getAttribute("data-today"), make: fresh,
    shown: function (row, field) {
      var count = field === "person_name" || field === "id_number" ? several(row) : 0;
      if (count < 2) return row.cells[field] || (field === "seq" && !row.id && !Object.keys(row.cells).length ? "＋" : "");
      return field === "id_number" ? "" : row.cells.person_name.split("、")[0] + " +" + (count - 1) + " ▸";
    },
    why: function (row, field) {
      if (field === "id_number" && several(row) > 1) return t("这一件有几个人：按 F9 在人员表里改。", "Several persons: press F9 and change them in their list.");
      return "";
    },
    partial: function (row, field) { return !!row.id && masked(row.cells[field]) && field === "id_number" && several(row) < 2; },
    whole: function (row) { return reveal(row, 1, row.cells.id_number); },
    change: changed, moved: tell
  });

  // ---- the tools over the table
  var saved = el("span", "away");
  saved.id = "saved";
  if (open) {
    tools.setAttribute("role", "toolbar");
    tools.setAttribute("aria-label", t("表格", "Table"));
    [["undo", "↶ ", t("撤销", "Undo"), "Ctrl+Z"], ["redo", "↷ ", t("重做", "Redo"), "Ctrl+Y"], ["up", "↑ ", t("上移", "Up"), "Alt+↑"], ["down", "↓ ", t("下移", "Down"), "Alt+↓"],
      ["insert", "＋ ", t("插一行", "Insert"), "Alt+Insert"], ["remove", "✕ ", t("取出", "Take out"), "Alt+Delete"]].forEach(function (one) {
      var node = button(one[1] + one[2], function () { grid.commands[one[0]](); grid.enter(); });
      node.title = one[2] + " " + one[3];
      tools.appendChild(node);
    });
    tools.appendChild(button(t("人员、单位 F9", "Persons, units F9"), members));
    var byDate = button(t("按日期排", "Sort by date"), function () {
      grid.commit();
      var sorted = grid.commands.sort("date");
      if (sorted) g.say(t("按日期排好 " + sorted + " 件，页号跟着重排。Ctrl+Z 撤销。", sorted + " records stand by their dates now, and pages run anew. Ctrl+Z undoes it."), "ok");
      else g.say(t("已经是按日期排的，没有动。", "They stand by their dates already."));
      grid.enter();
    });
    byDate.title = t("选了几行就只排那几行，没有选就排全卷；没有日期的排在后面", "The rows chosen, or the whole volume; records without a date come last");
    tools.appendChild(byDate);
    var way = el("select");
    way.setAttribute("aria-label", t("回车后去哪里", "Where Enter goes"));
    [["right", t("回车向右", "Enter: right")], ["down", t("回车向下", "Enter: down")]].forEach(function (one) {
      var option = el("option", "", one[1]);
      option.value = one[0];
      way.appendChild(option);
    });
    way.value = g.grid.direction();
    way.addEventListener("change", function () { g.grid.direction(way.value); });
    tools.appendChild(way);
  }
  tools.appendChild(leads);
  tools.appendChild(saved);
  $("by-hand") && $("by-hand").removeAttribute("open");

  // ---- the line under the table: what is to be known of the active cell
  function tell(row, field) {
    if (queue.length) setTimeout(pump, 0);
    leads.hidden = !row.id;
    // a row somebody else changed has been seen once the person has been there
    if (visited && visited !== row && visited.theirs) {
      delete visited.theirs;
      Object.keys(visited.marks).forEach(function (name) { if (visited.marks[name].tone === "info") delete visited.marks[name]; });
    }
    visited = row;
    if (row.id) leads.href = "/items/" + row.id + (open ? "" : "/correction");
    var mark = row.marks[field] || row.flags && row.flags[field], why = mark ? mark.text : several(row) > 1 && /person|id_/.test(field) ? several(row) + t(" 人，按 F9 看人员表", " persons: F9 for the list") : "";
    if (row.theirs && !mark) why = row.theirs;
    var hidden = !why && row.id && field === "id_number" && masked(row.cells.id_number);
    if (hidden) why = open ? t("证号打了星号。直接写全号就是改成新号；要看原号：", "The number is masked. Type a whole number to change it; to see it:") : t("证号打了星号。", "The number is masked.");
    var key = row.key + field + why;
    if (key === told) return;
    told = key;
    while (state.firstChild) state.removeChild(state.firstChild);
    hints.hidden = !!why;
    if (!why) return;
    state.appendChild(el("b", "", mark ? mark.icon : "i"));
    state.appendChild(el("bdi", "", why));
    if (hidden && open) state.appendChild(button(t("显示 F2", "Show F2"), function () { grid.edit(); }));
    if (!mark || !mark.conflict) return;
    state.appendChild(button(t("用我的", "Use mine"), function () {
      row.base[mark.field] = mark.theirs;
      send({ kind: "edit", row: row, field: mark.field, text: mark.mine });
      grid.enter();
    }));
    state.appendChild(button(t("用对方的", "Use theirs"), function () {
      drop(function (op) { return op === row.pending[mark.field]; });
      delete row.pending[mark.field];
      row.base[mark.field] = row.cells[mark.field] = mark.theirs;
      delete row.marks[field];
      save();
      grid.repaint();
      grid.enter();
    }));
  }
  // what is said about a list, or a field without a column, stands at the cell it belongs to
  var SEEN_AT = { persons: "person_name", personal_no: "person_name", units: "unit_name", unit_number: "unit_name", secrecy: "title", medium: "title" };
  function seenAt(field) { return SEEN_AT[field] || field; }
  function mark(row, field, tone, icon, text, more) {
    return row.marks[seenAt(field)] = Object.assign({ tone: tone, icon: icon, text: text }, more);
  }
  function passing(row, field, icon, text, brief) {
    var one = mark(row, field, "ok", icon, text, { brief: brief });
    setTimeout(function () { if (row.marks[seenAt(field)] === one) { delete row.marks[seenAt(field)]; grid.repaint(); } }, 2000);
  }

  // ---- what the person did, waiting to be sent
  function changed(ops) {
    ops.forEach(function (op) {
      if (op.kind === "edit") send({ kind: "edit", row: op.row, field: op.field, text: op.to }, true);
      else if (op.kind === "move") queue.push({ kind: "move", rows: op.rows, before: op.before });
      else if (op.kind === "remove") op.rows.forEach(goOut);
      else comeIn(op, op.rows.length > 1 || ops.length > 1);
    });
    save();
    setTimeout(pump, 0);
  }
  function comeIn(op, pasted) {
    var back = op.rows.filter(function (row) { return row.id; });
    if (back.length) queue.push({ kind: "move", rows: back, before: op.before });
    op.rows.forEach(function (row) {
      if (!row.id) queue.push(row.adding = { kind: "add", row: row, ready: pasted && Object.keys(row.cells).length > 1 });
    });
  }
  function goOut(row) {
    var onItsWay = row.adding && row.adding.sent;
    drop(function (op) { return op.row === row && !op.sent; });
    row.pending = {};
    if (row.id || onItsWay) queue.push({ kind: "out", row: row });
  }
  function drop(which) { queue = queue.filter(function (op) { return !which(op); }); }
  function send(op, quiet) {
    var row = op.row, field = op.field, waits = row.pending[field];
    delete row.marks[seenAt(field)];
    if (row.adding && !row.adding.sent) {
      // a row not sent yet goes with what it holds; one that was refused may be good now
      row.adding.refused = false;
    } else {
      if (waits && !waits.sent) Object.assign(waits, { text: op.text, seen: op.seen, held: false });
      else queue.push(row.pending[field] = op);
      mark(row, field, "busy", "…", t("正在存", "saving"));
    }
    if (!quiet) { save(); grid.repaint(); pump(); }
  }
  // A new row goes when it has what it needs, or when the person has left it.
  function isReady(op) {
    if (op.kind === "add") {
      var cells = op.row.cells;
      return !op.refused && (op.ready || cells.title && cells.pages || grid.active().row !== op.row && Object.keys(cells).length > 0);
    }
    return op.kind === "move" || !op.held && op.row.id;
  }
  // the record each row stands before: rows that are not filed yet have no id of their own
  function followers() {
    var next = new Map(), id = null;
    for (var at = grid.rows.length - 1; at >= 0; at--) {
      next.set(grid.rows[at], id);
      id = grid.rows[at].id || id;
    }
    return next;
  }
  function beforeOf(op, next) { return op.before ? op.before.id || next.get(op.before) || null : null; }
  function portion() {
    var ops = [], body = { since: seq, edits: [], rows: [], take_out: [], moves: [] }, next = followers(), kind = "";
    for (var at = 0; at < queue.length; at++) {
      var op = queue[at], own = op.kind === "out" || op.kind === "move" ? op.kind : "cells";
      if (!isReady(op)) continue;
      if (kind && (kind !== own || own === "move") || body.rows.length >= PORTION || body.edits.length >= CELLS) break;
      kind = own;
      ops.push(op);
      if (op.kind === "edit") body.edits.push({ item: op.row.id, field: op.field, text: op.text, seen: op.seen === undefined ? stood(op.row, op.field) : op.seen });
      else if (op.kind === "add") {
        if (op.since === undefined) op.since = seq;
        body.since = Math.min(body.since, op.since);
        body.rows.push({ key: op.row.key, before: next.get(op.row) || null, cells: typed(op.row) });
      }
      else if (op.kind === "out") body.take_out.push(op.row.id);
      else body.moves.push({ items: op.rows.map(function (row) { return row.id; }).filter(Boolean), before: beforeOf(op, next) });
    }
    return { ops: ops, body: body };
  }
  function typed(row) {
    var cells = {};
    Object.keys(row.cells).forEach(function (field) { if (row.cells[field] && field !== "seq" && field !== "page_range") cells[field] = row.cells[field]; });
    return cells;
  }
  function pump() {
    if (!open || inFlight || stuck) return;
    var next = portion();
    if (!next.ops.length) { progress(); return; }
    inFlight = next;
    next.ops.forEach(function (op) { op.sent = true; });
    progress();
    g.send(path, next.body).then(function (answer) {
      inFlight = null;
      drop(function (op) { return op.sent; });
      next.ops.forEach(function (op) { if (op.kind === "edit" && op.row.pending[op.field] === op) delete op.row.pending[op.field]; });
      well();
      take(answer, next.ops);
      var now = new Date(), two = function (n) { return (n < 10 ? "0" : "") + n; };
      saved.textContent = t("自动保存 ", "Saved ") + two(now.getHours()) + ":" + two(now.getMinutes()) + ":" + two(now.getSeconds()) + " ✓";
      save();
      pump();
    }, function (fault) {
      inFlight = null;
      next.ops.forEach(function (op) { op.sent = false; });
      fail(fault);
      save();
    });
  }
  function unsent() { return queue.filter(function (op) { return !op.held && !(op.kind === "add" && op.refused); }).length; }
  function progress() {
    var left = unsent();
    if (left > PORTION || waiting > PORTION) {
      waiting = Math.max(waiting, left);
      saved.textContent = t("正在存：还有 ", "Saving: ") + left + " / " + waiting;
    } else if (left && inFlight) saved.textContent = t("正在存 …", "Saving …");
    if (!left) waiting = 0;
  }

  // ---- what the server made of it
  function take(answer, ops) {
    if (answer.wrote) own[answer.wrote] = true;
    var adds = {};
    ops.forEach(function (op) { if (op.kind === "add") adds[op.row.key] = op; });
    answer.rows.forEach(function (done) {
      var op = adds[done.key], row = op.row, more = Object.keys(row.pending).length;
      if (done.item) adopt(row, done.item);
      else {
        // what was typed while it was on its way may have made it good
        drop(function (one) { return one.row === row; });
        row.pending = {};
        queue.push(Object.assign(op, { sent: false, ready: false, refused: !more }));
      }
      if (done.item) done.changes.forEach(function (change) { passing(row, change.column, "→", "→ " + change.to, true); });
      done.problems.forEach(function (problem) {
        var bad = done.refused.indexOf(problem.column) >= 0;
        mark(row, problem.column, bad ? "danger" : "warn", bad ? "✕" : "!", (bad ? t("要改正：", "To correct: ") : "") + said(problem));
      });
      if (done.item) done.refused.forEach(function (field) { hold(row, field, row.cells[field] || ""); });
    });
    answer.cells.forEach(function (done) {
      var row = byId[done.item], field = done.field, later = row && row.pending[field];
      if (!row || later && (done.became === "conflict" || done.became === "refused")) return;
      if (done.became === "conflict" || done.became === "refused") {
        var clash = done.became === "conflict", lost = done.problems.filter(function (problem) { return problem.kind === "not_in_volume"; })[0];
        if (lost) { stray(row, done, lost); return; }
        hold(row, field, done.typed, clash ? stood(row, field) : undefined);
        if (clash) mark(row, field, "danger", "⇄", t("别人先改了。", "Changed by somebody else. ") + name({ actor: done.by || "", at: done.at }) + t(" 改成“", ": \"") + done.text + t("”，您写的是“", "\"; you wrote \"") + done.typed + t("”。", "\"."), { conflict: true, mine: done.typed, theirs: done.text, field: field });
        else mark(row, field, "danger", "✕", t("要改正：", "To correct: ") + done.problems.map(said).join(t("；", "; ")));
        return;
      }
      row.base[field] = done.text;
      if (later || grid.typing(row, field)) return;
      row.cells[field] = done.text;
      var read = done.changes[0];
      if (done.problems[0]) mark(row, field, "warn", "!", said(done.problems[0]));
      else passing(row, field, "✓", read ? "→ " + done.text : t("已存", "saved"), !!read);
    });
    apply(answer.table);
    told = "";
    grid.repaint();
  }
  // A cell that was not taken keeps what was typed until it is typed anew.
  function hold(row, field, text, seen) {
    queue.push(row.pending[field] = { kind: "edit", row: row, field: field, text: text, held: true, seen: seen });
  }
  function said(problem) { return (problem.row ? t("第 ", "line ") + problem.row + t(" 行：", ": ") : "") + problem.message + (problem.fix ? t("。", ". ") + problem.fix : ""); }
  function name(done) { return (done.actor === "local" ? t("本机用户", "the local user") : done.actor) + " " + clock(done.at); }
  function empty() {
    var cells = {};
    columns.forEach(function (column) { cells[column.field] = ""; });
    return cells;
  }
  function clock(at) { return at ? at.slice(5, 16).replace("T", " ") : ""; }
  function adopt(row, item) {
    var other = byId[item];
    if (other && other !== row) grid.set(grid.rows.filter(function (one) { return one !== other; }));
    row.id = item;
    row.key = "i" + item;
    byId[item] = row;
    row.base = {};
    row.filed = true;
    delete row.adding;
  }
  function stray(row, done, problem) {
    delete row.marks[seenAt(done.field)];
    g.say(t("“", "\"") + done.typed + t("”没有存上：", "\" was not kept: ") + problem.message + t("。", ". ") + problem.fix, "danger");
  }
  // What has changed in the volume, by this page or by others.
  function apply(table) {
    seq = Math.max(seq, table.seq);
    if (table.state === "closed" && open) { halt(t("本卷已经立卷，不能再录入。没有存上的内容还在这里，可以复制出来。", "The volume has been closed; nothing can be entered any more. What is not kept is still here and can be copied.")); grid.lock(); open = false; }
    if (!table.changed) return;
    var others = {};
    table.done.forEach(function (done) {
      if (!own[done.seq]) done.items.forEach(function (item) { others[item] = done; });
    });
    var structure = queue.some(function (op) { return op.kind === "out" || op.kind === "move"; });
    var changedRows = 0, who = "";
    table.rows.forEach(function (now) {
      var row = byId[now.id], foreign = others[now.id], isFresh = !row;
      if (!row) { row = fresh(); row.id = now.id; row.key = "i" + now.id; byId[now.id] = row; }
      var cells = Object.assign(empty(), now.cells, { seq: String(now.seq), page_range: now.page_from + "–" + now.page_to }), differs = isFresh;
      Object.keys(Object.assign({}, row.base, cells)).forEach(function (field) {
        var text = cells[field] || "", known = row.base[field] || "";
        // what is being changed here is compared by the server with what stood here when it was typed
        if (row.pending[field] && !row.filed) return;
        if (text !== known && row.base[field] !== undefined && foreign && !isFresh && field !== "seq" && field !== "page_range") {
          differs = true;
          mark(row, field, "info", "✎", name(foreign) + t(" 改，原来是“", " changed it from \"") + known + t("”", "\""));
        }
        row.base[field] = text;
        if (!row.pending[field] && !grid.typing(row, field)) row.cells[field] = text;
      });
      row.filed = false;
      if (foreign && differs) {
        row.theirs = name(foreign) + (isFresh ? t(" 新录这一行", " entered this row") : t(" 改了这一行", " changed this row"));
        changedRows++;
        who = name(foreign);
      }
    });
    if (!structure) {
      // rows not filed yet stay behind the row they stood behind
      var behind = new Map([[null, []]]), last = null, order = [], before = grid.rows, here = new Set(table.order);
      before.forEach(function (row) {
        if (!row.id) behind.get(last).push(row);
        else if (here.has(row.id)) behind.set(last = row, []);
      });
      order = order.concat(behind.get(null));
      table.order.forEach(function (item) {
        var row = byId[item];
        if (row) order = order.concat([row], behind.get(row) || []);
      });
      if (order.length !== before.length || order.some(function (row, at) { return row !== before[at]; })) grid.set(order);
    }
    if (changedRows) g.say(who + t(" 改了 ", " changed ") + changedRows + t(" 行，已标出。", " rows; they are marked."), "warn");
    figures(table);
    told = "";
    grid.repaint();
  }
  function figures(table) {
    $("volume-items").textContent = table.items;
    $("volume-pages").textContent = table.pages;
    $("volume-code").textContent = table.code;
    $("volume-title").textContent = table.title;
    $("volume-dates").textContent = (table.first_date || "") + (table.last_date ? " – " + table.last_date : "");
    drawChecks(table);
  }

  // ---- the checks, and the way from one to the next
  var TONES = { notice: ["info", "i", t("提示", "Notice")], ask: ["warn", "?", t("要您定", "To decide")], refuse: ["danger", "✕", t("要改正", "To correct")] };
  function flag(checks) {
    grid.rows.forEach(function (row) { row.flags = null; });
    checks.forEach(function (check) {
      var row = byId[check.item], tone = TONES[check.weight];
      if (!row || !check.field) return;
      row.flags = row.flags || {};
      row.flags[check.field] = { tone: tone[0] === "info" ? "warn" : tone[0], icon: tone[0] === "info" ? "!" : tone[1], text: check.message + (check.fix || "") };
    });
  }
  function drawChecks(table) {
    var panel = $("checks");
    while (panel.firstChild) panel.removeChild(panel.firstChild);
    panel.appendChild(el("h2", "", t("检查", "Checks") + (table.checks_total ? " " + table.checks_total : "")));
    blocking = table.blocking;
    if (!table.checks.length) {
      panel.appendChild(el("p", "said", "✓ " + t("题名、日期齐全，页号连续。", "Titles and dates complete, pages continuous.")));
    }
    var list = el("ul", "problems");
    table.checks.forEach(function (check) {
      var tone = TONES[check.weight], li = el("li", "problem " + tone[0]);
      li.appendChild(el("span", "badge " + tone[0], tone[1] + " " + tone[2]));
      li.appendChild(document.createTextNode(" "));
      var about = el(check.item ? "a" : "span", "", check.message);
      if (check.item) {
        about.href = "/items/" + check.item + "/correction";
        about.setAttribute("data-item", check.item);
        about.setAttribute("data-field", check.field || "title");
      }
      li.appendChild(about);
      li.appendChild(el("span", "fix", check.fix));
      list.appendChild(li);
    });
    if (table.checks.length) panel.appendChild(list);
    flag(table.checks);
  }
  function visit(event) {
    var link = event.target.closest ? event.target.closest("a[data-item]") : null, row = link && byId[link.getAttribute("data-item")];
    if (!row || !open) return false;
    event.preventDefault();
    grid.focus(row, link.getAttribute("data-field"));
    return true;
  }
  $("checks").addEventListener("click", visit);
  blocking = document.querySelectorAll("#checks .problem.danger, #checks .problem.warn").length;
  flag(Array.prototype.map.call(document.querySelectorAll("#checks a[data-item]"), function (link) {
    var li = link.parentNode, weight = li.classList.contains("danger") ? "refuse" : li.classList.contains("warn") ? "ask" : "notice";
    return { item: link.getAttribute("data-item"), field: link.getAttribute("data-field"), weight: weight, message: link.textContent, fix: li.querySelector(".fix").textContent };
  }));
  function nextProblem() {
    var now = grid.active(), spots = [];
    grid.rows.forEach(function (row, r) {
      columns.forEach(function (column, c) {
        var one = row.marks[column.field] || row.flags && row.flags[column.field];
        if (one && /warn|danger/.test(one.tone)) spots.push([r, c, row, column.field]);
      });
    });
    if (!spots.length) { g.say(t("没有要看的问题了。", "There is no problem left."), "ok"); return; }
    var next = spots.filter(function (spot) { return spot[0] > now.r || spot[0] === now.r && spot[1] > now.c; })[0] || spots[0];
    grid.focus(next[2], next[3]);
  }

  // ---- trouble, and what lies in this browser meanwhile
  function well() {
    failures = 0;
    clearTimeout(timer);
    stuck = "";
    if (trouble.getAttribute("data-kind") === "lost") clearTrouble();
  }
  function clearTrouble() {
    while (trouble.firstChild) trouble.removeChild(trouble.firstChild);
    trouble.className = "";
    trouble.removeAttribute("role");
    trouble.removeAttribute("data-kind");
  }
  function banner(kind, text, buttons) {
    if (trouble.getAttribute("data-kind") === kind && trouble.firstChild.textContent === text) return;
    clearTrouble();
    trouble.className = "problem warn";
    trouble.setAttribute("role", "alert");
    trouble.setAttribute("data-kind", kind);
    trouble.appendChild(el("p", "", text));
    buttons.forEach(function (one) { trouble.appendChild(button(one[0], one[1])); });
  }
  function fail(fault) {
    var lost = fault.status === 0 || fault.status === 401 || fault.status === 408 || fault.status === 429 || fault.status >= 500;
    stuck = lost ? "lost" : "refused";
    if (!lost) { halt(fault.message + " " + fault.fix); return; }
    failures++;
    var count = unsent();
    var kept = count ? t(" " + count + " 处改动留在这台电脑上，连上就自动存。", " " + count + " changes are kept on this computer and sent as soon as it works again.") : t(" 可以接着录，先留在这台电脑上。", " Go on; what you type is kept on this computer.");
    var why = fault.status === 401 ? t("登录已过期。请在另一个窗口重新登录，再回到这里。", "The sign-in has expired. Sign in again in another window, then come back.") :
      fault.status === 0 ? t("连不上服务器。", "The server cannot be reached.") : fault.message;
    banner("lost", "⚠ " + why + kept, [[t("再试一次", "Try again"), retry]]);
    clearTimeout(timer);
    timer = setTimeout(retry, Math.min(15000, 1000 * Math.pow(2, failures)));
  }
  function retry() {
    stuck = "";
    if (unsent()) pump(); else poll();
  }
  function halt(text) {
    stuck = "refused";
    banner("refused", "⚠ " + text, [
      [t("再试一次", "Try again"), retry],
      [t("复制没存上的内容", "Copy what is not kept"), function () {
        g.copy(queue.map(function (op) { return op.kind === "add" ? columns.map(function (column) { return op.row.cells[column.field] || ""; }).join("\t") : op.text || ""; }).filter(Boolean).join("\n"));
      }],
      [t("丢弃", "Throw away"), function () { queue = []; save(); location.reload(); }]
    ]);
  }
  var tab, PREFIX = "guidang.volume." + id + ".";
  try {
    tab = sessionStorage.getItem("guidang.tab") || random();
    sessionStorage.setItem("guidang.tab", tab);
  } catch (_) { tab = random(); }
  function save() {
    try {
      if (!queue.length) { localStorage.removeItem(PREFIX + tab); return; }
      var next = followers(), ops = queue.map(function (op) {
        var name = function (row) { return row && (row.id || row.key); };
        if (op.kind === "edit") return { kind: "edit", row: name(op.row), field: op.field, text: op.text, seen: op.seen === undefined ? stood(op.row, op.field) : op.seen };
        if (op.kind === "add") return { kind: "add", row: op.row.key, cells: typed(op.row), before: next.get(op.row) || null, since: op.since };
        if (op.kind === "out") return { kind: "out", row: name(op.row) };
        return { kind: "move", rows: op.rows.map(name), before: beforeOf(op, next) };
      });
      localStorage.setItem(PREFIX + tab, JSON.stringify({ at: new Date().toISOString(), beat: Date.now(), since: seq, ops: ops }));
    } catch (_) {
      g.say(t("浏览器的空间不够：没有存上的内容关了窗口就没有了。", "The browser has no room left: what is not saved is gone when the window closes."), "danger");
    }
  }
  setInterval(function () { if (queue.length) save(); }, 3000);
  // What another window left behind when it was closed.
  function orphans() {
    var found = [];
    try {
      for (var at = 0; at < localStorage.length; at++) {
        var name = localStorage.key(at);
        if (name.indexOf(PREFIX) === 0) found.push({ name: name, kept: JSON.parse(localStorage.getItem(name)) });
      }
    } catch (_) { return []; }
    return found.filter(function (one) {
      return one.name === PREFIX + tab ? !queue.length : Date.now() - one.kept.beat > 8000;
    });
  }
  function offer() {
    var found = orphans();
    if (!found.length) { setTimeout(function () { if (!queue.length && orphans().length) offer(); }, 9000); return; }
    var ops = [], names = found.map(function (one) { ops = ops.concat(one.kept.ops); return one.name; });
    var drop = function () { names.forEach(function (name) { localStorage.removeItem(name); }); clearTrouble(); };
    banner("kept", "⚠ " + t("上次有 ", "Last time ") + ops.length + t(" 处没有存上（", " changes were not saved (") + clock(found[0].kept.at.replace("Z", "")) + t("），还留在这台电脑上。", "); they are still on this computer."), [
      [t("再存一次", "Save them now"), function () { drop(); resume(ops); }],
      [t("丢弃", "Throw away"), drop]
    ]);
  }
  function resume(ops) {
    var made = {};
    ops.forEach(function (op) {
      var row = byId[op.row] || made[op.row];
      if (op.kind === "add") {
        row = made[op.row] = fresh();
        row.key = op.row;
        row.cells = op.cells;
        var at = grid.rows.indexOf(byId[op.before]);
        grid.set(grid.rows.slice(0, at < 0 ? grid.rows.length : at).concat([row], at < 0 ? [] : grid.rows.slice(at)));
        queue.push(row.adding = { kind: "add", row: row, ready: true, since: op.since === undefined ? seq : op.since });
      } else if (op.kind === "edit" && row) {
        row.cells[op.field] = op.text;
        send({ kind: "edit", row: row, field: op.field, text: op.text, seen: row.id ? op.seen : undefined }, true);
      } else if (op.kind === "edit") {
        g.say(t("“", "\"") + op.text + t("”没有存上：这一件已不在本卷里。", "\" was not kept: its record stands in this volume no more."), "danger");
      } else if (op.kind === "out" && row) {
        queue.push({ kind: "out", row: row });
      } else if (op.kind === "move") {
        var going = op.rows.map(function (name) { return byId[name]; }).filter(Boolean);
        if (going.length) grid.act([{ kind: "move", rows: going, before: byId[op.before] || null, was: null }]);
      }
    });
    save();
    grid.render();
    pump();
  }

  // ---- others' changes
  function poll() {
    if (document.hidden || inFlight || stuck === "refused") return;
    fetch(path + "?since=" + seq, { credentials: "same-origin", headers: { "Accept": "application/json" } }).then(function (answer) {
      if (!answer.ok) throw { status: answer.status, message: answer.statusText };
      return answer.json();
    }, function () { throw { status: 0 }; }).then(function (table) {
      var waited = stuck === "lost";
      well();
      if (!inFlight) apply(table);
      if (waited) pump();
    }).catch(function (fault) { if (fault && fault.status !== undefined) fail(fault); else throw fault; });
  }
  if (open) setInterval(function () { if (!stuck) poll(); }, EVERY);

  // ---- dialogs: the closing, and the lists of persons and units
  function dialog(label) {
    var node = document.createElement("dialog");
    node.className = "over";
    node.setAttribute("aria-label", label);
    document.body.appendChild(node);
    node.addEventListener("close", function () { document.body.removeChild(node); grid.enter(); });
    return node;
  }
  function closing() {
    grid.commit();
    pump();
    var form = $("closing"), back = document.createComment("closing"), node = dialog(t("立卷", "Close the volume"));
    form.parentNode.insertBefore(back, form);
    var submit = form.querySelector("button[type=submit]"), old = $("closing-blocked"), note = el("div");
    if (old) old.hidden = true;
    node.appendChild(note);
    node.appendChild(form);
    var away = button(t("再看看", "Not yet"), function () { node.close(); }, "");
    submit.parentNode.appendChild(away);
    function look() {
      var left = unsent() + queue.filter(function (op) { return op.held || op.refused; }).length;
      while (note.firstChild) note.removeChild(note.firstChild);
      submit.disabled = blocking > 0 || left > 0;
      note.className = "problem " + (submit.disabled ? "warn" : "ok");
      note.appendChild(el("p", "", blocking > 0 ? t("⚠ 还有 " + blocking + " 处要先处理，才能立卷：", "⚠ " + blocking + " obstacles have to go first:") :
        left > 0 ? t("⚠ 还有 " + left + " 处没有存上，存好才能立卷。", "⚠ " + left + " changes are not saved yet.") : t("✓ 检查没有发现问题，可以立卷。", "✓ The checks found nothing in the way.")));
      Array.prototype.slice.call(document.querySelectorAll("#checks .problem"), 0, 8).forEach(function (one) { note.appendChild(one.cloneNode(true)); });
    }
    look();
    var watch = setInterval(look, 1000);
    note.addEventListener("click", function (event) { if (visit(event)) { node.close(); visit(event); } });
    node.addEventListener("close", function () {
      clearInterval(watch);
      submit.disabled = false;
      submit.parentNode.removeChild(away);
      back.parentNode.insertBefore(form, back);
      back.parentNode.removeChild(back);
      if (old) old.hidden = false;
    });
    node.showModal();
    $("checked_by").focus();
  }
  function members() {
    var now = grid.active(), row = now.row;
    grid.commit();
    if (!row || !row.id && !row.cells.title) { g.say(t("先录这一件的题名。", "Enter the record's title first."), "warn"); return; }
    var node = dialog(t("人员、单位", "Persons, units")), parts = [];
    node.appendChild(el("h2", "", row.cells.title || ""));
    [["persons", t("人员（一表多人）", "Persons"), [["name", t("姓名", "Name"), 9], ["number", t("公民身份号码", "ID number"), 13], ["own", t("个人编号", "Personal no."), 10], ["note", t("说明", "Note"), 16]]],
      ["units", t("单位", "Units"), [["name", t("单位名称", "Name"), 24], ["number", t("编号", "Number"), 16]]]].forEach(function (list) {
      node.appendChild(el("h3", "", list[1]));
      if (open && list[0] === "persons" && masked(listed(row.cells, "persons"))) node.appendChild(el("p", "hint", t("打星号的号码不动就不变；F2 看全号，记入日志。", "A masked number left alone stays; F2 shows it whole, and is logged.")));
      var place = el("div"), fields = list[2].map(function (one) { return one[0]; });
      node.appendChild(place);
      var lines = listed(row.cells, list[0]).split("\n").filter(Boolean).map(function (line, at) {
        var made = fresh();
        made.at = at + 1;
        line.split("\t").forEach(function (text, at) { made.cells[fields[at]] = text; });
        return made;
      });
      var problem = row.marks[seenAt(list[0])];
      if (problem && row.pending[list[0]]) node.insertBefore(el("p", "problem danger", problem.icon + " " + problem.text), place);
      parts.push({
        field: list[0], fields: fields,
        grid: g.grid(place, { label: list[1], rows: lines, ghosts: open ? 2 : 0, readonly: !open, make: fresh, change: function () {},
          partial: function (line, field) { return !!row.id && !!line.at && list[0] === "persons" && field === "number" && masked(line.cells.number); },
          whole: function (line) {
            var shown = line.cells.number;
            return reveal(row, line.at, shown).then(function (number) { if (number) { line.whole = number; line.masked = shown; } return number; });
          },
          columns: list[2].map(function (one) { return { field: one[0], name: one[1], width: one[2] }; }) })
      });
    });
    var foot = el("p");
    foot.appendChild(button(open ? t("完成", "Done") : t("关闭", "Close"), function () { node.close("done"); }, "main-act"));
    if (open) foot.appendChild(button(t("不改", "Leave as it was"), function () { node.close(); }, ""));
    node.appendChild(foot);
    node.addEventListener("close", function () {
      if (node.returnValue !== "done" || !open) return;
      var ops = [];
      parts.forEach(function (part) {
        part.grid.commit();
        var text = part.grid.rows.map(function (line) {
          return part.fields.map(function (field) { return (field === "number" && line.whole && line.cells.number === line.whole ? line.masked : line.cells[field] || "").replace(/[\t\n]/g, " "); }).join("\t").replace(/\t+$/, "");
        }).filter(Boolean).join("\n");
        var was = listed(row.cells, part.field);
        if (text !== was) ops.push({ kind: "edit", row: row, field: part.field, from: row.cells[part.field] || was, to: text });
      });
      if (ops.length) { grid.act(ops); spread(row.cells); grid.repaint(); }
    });
    node.showModal();
    parts[0].grid.enter();
  }

  var inGrid = function () { return !document.querySelector("dialog[open]"); };
  g.key({ keys: "F8", name: t("下一个问题", "Next problem"), typing: true, when: inGrid, run: nextProblem });
  g.key({ keys: "F9", name: t("人员、单位", "Persons, units"), typing: true, when: inGrid, run: members });
  if (open) {
    g.key({ keys: "Ctrl+Enter", name: t("立卷", "Close the volume"), typing: true, when: inGrid, run: closing });
    g.key({ keys: "Ctrl+S", name: t("马上存", "Save now"), typing: true, run: function () { grid.commit(); queue.forEach(function (op) { if (op.kind === "add") op.ready = true; }); retry(); } });
    $("close-volume").addEventListener("click", function (event) { event.preventDefault(); closing(); });
    offer();
  }
})();
