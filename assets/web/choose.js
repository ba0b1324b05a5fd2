// 挑选: a field in which one types a fragment, pinyin or initials and picks from a list (ARIA combobox).
//
//   guidang.choose(input, {
//     url: "/steps",                what answers `?q=…` with a list
//     query: function () {},        further parameters, or none
//     first: function () {},        choices shown while nothing is typed, or none: the server's own
//     text: function (choice) {},   what stands in the field once it is picked
//     draw: function (choice, li),  fills the list item
//     pick: function (choice) {}    what then happens
//   })
//
// Enter picks the marked choice (the first); typed faster than the server answers, it picks when the
// answer is there. An input method owns the keys while it composes.
(function () {
  "use strict";
  var g = window.guidang, count = 0;

  g.choose = function (input, ways) {
    var id = "choices" + ++count, list = document.createElement("ul");
    var choices = [], at = -1, asked = 0, answered = 0, wanted = false, timer;
    list.id = id;
    list.className = "choices-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label") || (input.labels && input.labels[0] ? input.labels[0].textContent : ""));
    list.hidden = true;
    input.parentNode.insertBefore(list, input.nextSibling);
    input.parentNode.classList.add("chooses");
    [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", id], ["autocomplete", "off"]]
      .forEach(function (pair) { input.setAttribute(pair[0], pair[1]); });

    function close() {
      list.hidden = true;
      wanted = false;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(next) {
      if (!choices.length) return;
      at = (next + choices.length) % choices.length;
      Array.prototype.forEach.call(list.children, function (li, index) {
        li.setAttribute("aria-selected", index === at ? "true" : "false");
      });
      input.setAttribute("aria-activedescendant", id + "-" + at);
      if (list.children[at].scrollIntoView) list.children[at].scrollIntoView({ block: "nearest" });
    }

    function show(found) {
      choices = found;
      list.textContent = "";
      found.forEach(function (choice, index) {
        var li = document.createElement("li");
        li.id = id + "-" + index;
        li.setAttribute("role", "option");
        ways.draw(choice, li);
        li.addEventListener("mousedown", function (event) { event.preventDefault(); });
        li.addEventListener("click", function () { pick(choice); });
        list.appendChild(li);
      });
      if (!found.length) {
        var none = document.createElement("li");
        none.className = "muted";
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        none.textContent = g.t("没有叫这个的。换几个字母，或清空看全部。", "Nothing is called so. Try other letters, or clear the field to see all.");
        list.appendChild(none);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      at = -1;
      mark(0);
    }

    function pick(choice) {
      close();
      input.value = ways.text(choice);
      ways.pick(choice);
    }

    function ask() {
      clearTimeout(timer);
      var typed = input.value.trim(), own = ++asked, more = ways.query ? ways.query() : "";
      if (!typed && ways.first) {
        var first = ways.first();
        if (first.length) {
          answered = own;
          show(first);
          return;
        }
      }
      fetch(ways.url + "?q=" + encodeURIComponent(typed) + (more ? "&" + more : ""), { credentials: "same-origin", headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : []; })
        .then(function (found) {
          if (own !== asked) return;
          answered = own;
          show(found);
          if (wanted && found.length) pick(found[0]);
          wanted = false;
        })
        .catch(function () {
          if (own === asked) g.say(g.t("连不上服务器，列表没有更新。", "The server cannot be reached; the list is not up to date."), "danger");
        });
    }

    function soon(event) {
      if (event && event.isComposing) return;
      clearTimeout(timer);
      asked++;
      timer = setTimeout(ask, 60);
    }

    input.addEventListener("input", soon);
    input.addEventListener("compositionend", function () { soon(null); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (event) {
      if (g.composing(event)) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask(); else mark(at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && !event.ctrlKey && !event.altKey) {
        if (answered === asked && !list.hidden && at >= 0) {
          event.preventDefault();
          pick(choices[at]);
        } else if (answered !== asked) {
          event.preventDefault();
          wanted = true;
          ask();
        }
      }
    });
    return { close: close, ask: ask };
  };

  // Steps of a scheme, as `/steps` answers them.
  g.drawStep = function (choice, li) {
    var head = document.createElement("b"), note = document.createElement("span");
    head.textContent = choice.class_code + " " + choice.number + " " + choice.step + " · " + choice.period;
    note.className = "muted";
    var said = choice.because || (choice.found_in ? g.t("含「", "with \"") + choice.found_in + g.t("」", "\"") : "");
    note.textContent = [said, choice.scope || choice["class"] || ""].filter(Boolean).join(" · ");
    li.appendChild(head);
    li.appendChild(note);
  };
})();
