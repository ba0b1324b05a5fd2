// Texts in the page's language. Modules without a page (the unit tests) speak Chinese.
const english = typeof document !== "undefined" && document.documentElement.lang === "en";

export const t = (zh, en) => (english ? en : zh);
