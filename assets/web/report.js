// Keys of the report and the catalogs. Everything here has a link or a button that does the same.
(function () {
  "use strict";
  var g = window.guidang;
  function press(selector) {
    var node = document.querySelector(selector);
    if (!node) return false;
    node.click();
  }
  function there(selector) { return function () { return !!document.querySelector(selector); }; }
  g.key({ keys: "[", name: g.t("前一年", "The year before"), when: there("[data-step=back]"), run: function () { return press("[data-step=back]"); } });
  g.key({ keys: "]", name: g.t("后一年", "The year after"), when: there("[data-step=on]"), run: function () { return press("[data-step=on]"); } });
  g.key({ keys: "W", name: g.t("展开或收起全部理由", "Open or close every reason"), when: there(".reason"), run: function () {
    var all = document.querySelectorAll(".reason"), open = !all[0].open;
    all.forEach(function (one) { one.open = open; });
  } });
  g.key({ keys: "E", name: g.t("导出", "Export"), when: there("details.menu"), run: function () {
    var menu = document.querySelector("details.menu");
    menu.open = true;
    menu.querySelector("button").focus();
  } });
  // one menu at a time; Escape closes it and gives the focus back
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || g.composing(event)) return;
    var menu = event.target.closest && event.target.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
