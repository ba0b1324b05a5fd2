// The frame's script, on every page: what each page's own file builds on (`guidang.…`), and the small
// conveniences of plain forms. Every page works without it. Written for Chromium 78: no optional chaining.
window.guidang = (function () {
  "use strict";
  var english = document.documentElement.lang === "en";

  function t(zh, en) { return english ? en : zh; }

  function typing(node) {
    return !!node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) &&
      !/^(checkbox|radio|button|submit)$/.test(node.type || ""));
  }

  // An input method owns the keyboard while it composes, and for a moment after: some send the
  // confirming Enter late.
  var composed = 0;
  document.addEventListener("compositionend", function () { composed = Date.now(); }, true);
  function composing(event) {
    return event.isComposing || event.keyCode === 229 || Date.now() - composed < 60;
  }

  // One line of news, read aloud by screen readers; `tone`: ok, warn, danger.
  var news;
  function say(text, tone) {
    if (!news) {
      news = document.createElement("div");
      news.className = "news";
      news.setAttribute("role", "status");
      news.setAttribute("aria-live", "polite");
      document.body.appendChild(news);
    }
    news.textContent = text;
    news.className = "news " + (tone || "ok") + (text ? " shown" : "");
    clearTimeout(say.timer);
    if (text && tone !== "danger") say.timer = setTimeout(function () { news.className = "news"; }, 6000);
  }

  // Keys that work on this page; the sheet on `?` and the palette are made from this list.
  // { keys: "Ctrl+Enter", name: "立卷", run: f(event), when: f() or none, typing: works inside a field }
  var keys = [];
  function chord(event) {
    var name = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
    var shift = event.shiftKey && (event.key.length > 1 || event.ctrlKey || event.altKey);
    return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + (shift ? "Shift+" : "") + name;
  }
  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || composing(event)) return;
    var pressed = chord(event), inField = typing(event.target);
    for (var i = keys.length - 1; i >= 0; i--) {
      var key = keys[i];
      if (key.keys !== pressed || inField && !key.typing || key.when && !key.when(event)) continue;
      if (key.run(event) !== false) event.preventDefault();
      return;
    }
  });
  function key(entry) { keys.push(entry); }

  // POST of JSON, answer as JSON. Fails with { status, kind, message, fix, problems }; status 0: no server,
  // 401: the sign-in has run out.
  function send(path, body) {
    return fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "Accept": "application/json" },
      body: JSON.stringify(body)
    }).catch(function () {
      throw { status: 0, message: t("连不上服务器。", "The server cannot be reached."), fix: "" };
    }).then(function (answer) {
      return answer.text().then(function (text) {
        var said = null;
        try { said = text ? JSON.parse(text) : null; } catch (_) { said = null; }
        if (answer.ok && said !== null) return said;
        var problems = said && said.problems || [], first = problems[0] || {};
        throw { status: answer.ok ? 502 : answer.status, kind: first.kind || "", message: first.message || answer.statusText, fix: first.fix || "", problems: problems };
      });
    });
  }

  // A scanner types faster than hands and ends with Enter: the burst goes to whoever listens, not into
  // the page. Fields that hold free text (`textarea`, `[data-free]`) keep theirs.
  var scanners = [], burst = "", last = 0;
  document.addEventListener("keydown", function (event) {
    if (!scanners.length) return;
    var now = event.timeStamp || Date.now(), node = event.target;
    if (node && (node.tagName === "TEXTAREA" || node.hasAttribute && node.hasAttribute("data-free"))) return;
    if (now - last > 35) { burst = ""; }
    last = now;
    if (event.key === "Enter" && burst.length >= 6) {
      event.preventDefault();
      event.stopImmediatePropagation();
      var text = burst.replace(/[\uFF01-\uFF5E]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xFEE0); });
      burst = "";
      scanners.forEach(function (listener) { listener(text, node); });
    } else if (event.key.length === 1 && !event.ctrlKey && !event.altKey) {
      burst += event.key;
    } else if (event.key === "Process" || event.keyCode === 229) {
      // an input method swallowed the key; digits still carry their place on the keyboard
      var digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code || "");
      if (digit) burst += digit[1];
    }
  }, true);
  function scan(listener) { scanners.push(listener); }

  // Puts text (and the same as HTML) on the clipboard without the modern interface, which plain HTTP lacks.
  function copy(text, html) {
    var done = false;
    function fill(event) {
      event.clipboardData.setData("text/plain", text);
      if (html) event.clipboardData.setData("text/html", html);
      event.preventDefault();
      done = true;
    }
    document.addEventListener("copy", fill, true);
    document.execCommand("copy");
    document.removeEventListener("copy", fill, true);
    return done;
  }

  return { t: t, typing: typing, composing: composing, say: say, key: key, keys: keys, send: send, scan: scan, copy: copy };
})();

(function () {
  "use strict";
  var g = window.guidang, box = document.getElementById("find");
  g.key({ keys: "/", name: g.t("到检索框", "To the search box"), run: function () {
    if (!box) return false;
    box.focus();
    box.select();
  } });
  document.addEventListener("submit", function (event) {
    // Enter that ends a composition does not send half a word
    if (g.composing(event)) {
      event.preventDefault();
      return;
    }
    // pressing twice does not do it twice; a download leaves the page as it is
    var form = event.target;
    // what a page's own script has stopped, or sends itself, is not sent by the form
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-stays")) return;
    if (form.hasAttribute("data-sent")) event.preventDefault();
    form.setAttribute("data-sent", "");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });
  // a count no longer holds once its conditions are changed
  document.addEventListener("input", function (event) {
    var form = event.target.form, said = form && form.querySelector("[data-counted]");
    if (!said) return;
    said.removeAttribute("data-counted");
    said.textContent = g.t("条件改过了：导出、打印都按新的条件；要看有多少，再数一次。", "The conditions were changed: files and prints follow the new ones. Count again to see how many.");
  });
  // a filter that changes asks again
  document.querySelectorAll("form[data-prompt] select").forEach(function (select) {
    select.addEventListener("change", function () { select.form.submit(); });
  });
  // a table's head box ticks all of its rows
  document.querySelectorAll("input[data-all]").forEach(function (all) {
    all.hidden = false;
    all.addEventListener("change", function () {
      var boxes = all.form ? all.form.querySelectorAll("input[name=" + all.getAttribute("data-all") + "]") : [];
      boxes.forEach(function (one) { one.checked = all.checked; });
    });
  });
})();
