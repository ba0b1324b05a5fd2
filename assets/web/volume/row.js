// A row of the volume's table:
//   key      a name this page made up, or `i` and the record's id
//   id       the record; null: not filed yet
//   cells    texts as shown; base: as the server last told; marks, flags: what is said about a cell
//   pending  edits not accepted yet, by field; adding: the op that files the row
//   filed    it was filed just now, and the server has not told its texts yet
//   theirs   who else changed it

export function random() {
  const numbers = new Uint32Array(3);
  crypto.getRandomValues(numbers);
  return Array.from(numbers, (number) => number.toString(36)).join("");
}

export const freshRow = () => ({ key: random(), id: null, cells: {}, base: {}, marks: {}, pending: {} });

export function filedRow(id) {
  return Object.assign(freshRow(), { id, key: "i" + id });
}

/** Fields that are worked out and not typed. */
export const isWorkedOut = (field) => field === "seq" || field === "page_range";

const linesOf = (cells) => (cells.persons || "").split("\n").filter(Boolean);

/** How many persons stand in the row's list; 0 where a cell says it all. */
export const several = (row) => linesOf(row.cells).length;

/** Names and numbers of several persons, told once as a list, stand in their cells, too. */
export function spread(cells) {
  const lines = linesOf(cells).map((line) => line.split("\t"));
  if (lines.length < 2) return;
  ["person_name", "id_number"].forEach((field, at) => {
    const texts = lines.map((line) => line[at] || "");
    cells[field] = texts.some(Boolean) ? texts.join("、") : "";
  });
}

/** A list as one text; for one person or unit it is made of the cells. */
export function listed(cells, field) {
  if (cells[field]) return cells[field];
  const parts = field === "persons" ? [cells.person_name, cells.id_number] : [cells.unit_name];
  return parts.map((part) => part || "").join("\t").replace(/\t+$/, "");
}

/** What the server last told of a field. */
export function stood(row, field) {
  return field === "persons" || field === "units" ? listed(row.base, field) : row.base[field] || "";
}

/** The texts a new row is filed with. */
export function typed(row) {
  const cells = {};
  Object.keys(row.cells).forEach((field) => {
    if (row.cells[field] && !isWorkedOut(field)) cells[field] = row.cells[field];
  });
  return cells;
}

export const isMasked = (text) => !!text && text.includes("***");
