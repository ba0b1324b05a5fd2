// What was typed into a form and not yet accepted by the server, kept in this browser.
const PREFIX = "draft:";
const PAUSE = 300;
const NOT_KEPT = /^(hidden|password|file|submit|button|reset)$/;
const TICKED = /^(checkbox|radio)$/;

const fieldsOf = (form) =>
  Array.from(form.elements).filter((field) => field.name && !field.readOnly && !NOT_KEPT.test(field.type || ""));

function valueOf(field) {
  if (TICKED.test(field.type)) return field.checked ? "1" : "";
  // an ID number only looked at is kept as its mask
  return field.value === field.dataset.whole ? field.dataset.masked : field.value;
}

const valuesOf = (form) => fieldsOf(form).map((field) => [field.name, valueOf(field)]);

// fields of one name are filled in their order
function fill(form, values) {
  const taken = {};
  fieldsOf(form).forEach((field) => {
    const nth = taken[field.name] || 0;
    taken[field.name] = nth + 1;
    const own = values.filter(([name]) => name === field.name)[nth];
    if (!own) return;
    if (TICKED.test(field.type)) field.checked = own[1] === "1"; else field.value = own[1];
  });
}

function storage() {
  try { return window.localStorage; } catch { return null; }
}

/** The drafts of a page; nothing where the browser keeps nothing. */
export function draftsOf(path) {
  const store = storage();
  if (!store) return null;
  const read = (name) => {
    try { return JSON.parse(store.getItem(name)); } catch { return null; }
  };
  const write = (name, draft) => {
    try { store.setItem(name, JSON.stringify(draft)); } catch { /* the browser has no room: nothing is kept */ }
  };

  function dropSent() {
    Object.keys(store).filter((name) => name.startsWith(PREFIX)).forEach((name) => {
      const draft = read(name);
      if (draft && draft.sent) store.removeItem(name);
    });
  }

  /** Keeps what is typed; `offer(form, draft, drop)` is called with an older draft, if there is one. */
  function watch(form, offer) {
    const name = PREFIX + path + ":" + form.getAttribute("data-keep");
    const shown = JSON.stringify(valuesOf(form));
    let timer = 0;
    const keep = (sent) => {
      clearTimeout(timer);
      const values = valuesOf(form);
      if (sent || JSON.stringify(values) !== shown) write(name, { kept: Date.now(), sent, values });
    };
    const draft = read(name);
    if (draft && JSON.stringify(draft.values) !== shown) {
      const found = { kept: draft.kept, fill: () => fill(form, draft.values), fields: () => fieldsOf(form) };
      offer(form, found, () => store.removeItem(name));
    }
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(false), PAUSE);
    });
    form.addEventListener("change", () => keep(false));
    form.addEventListener("submit", () => keep(true));
    window.addEventListener("pagehide", () => { if (!form.hasAttribute("data-sent")) keep(false); });
  }

  return { dropSent, watch };
}
