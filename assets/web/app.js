// Only conveniences: every page works without this file. Written for Chromium 78.
(function () {
  "use strict";
  var box = document.getElementById("find");
  function typing(node) {
    return node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  }
  // "/" goes to the search box; an input method that is composing keeps its keys
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "/" && box && !typing(event.target)) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
  // Enter that ends a composition does not send half a word
  var composed = 0;
  document.addEventListener("compositionend", function () { composed = Date.now(); });
  document.addEventListener("submit", function (event) {
    if (Date.now() - composed < 60) {
      event.preventDefault();
      return;
    }
    // pressing twice does not do it twice; a download leaves the page as it is
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-stays")) return;
    if (form.hasAttribute("data-sent")) event.preventDefault();
    form.setAttribute("data-sent", "");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
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
  // a job's page looks again until it ends
  var job = document.querySelector("[data-running]");
  if (job) setTimeout(function () { location.reload(); }, 2000);
})();
