// What a person did, as steps that can be undone:
//   { kind: "edit", row, field, from, to } · { kind: "add"|"remove", rows, before } ·
//   { kind: "move", rows, before, was }
// `before`: the row they stand before, null at the end; `was`: the row the moved ones stood before; `stood`: the
// order the moved rows had, where it is not the one they come in.

function placed(rows, op) {
  const others = op.kind === "add" ? rows : rows.filter((row) => !op.rows.includes(row));
  if (op.kind === "remove") return others;
  const found = op.before ? others.indexOf(op.before) : -1;
  const to = found < 0 ? others.length : found;
  return others.slice(0, to).concat(op.rows, others.slice(to));
}

/** The rows after these ops; edited cells are written into theirs. */
export function applied(rows, ops) {
  return ops.reduce((now, op) => {
    if (op.kind !== "edit") return placed(now, op);
    op.row.cells[op.field] = op.to;
    return now;
  }, rows);
}

function undo(op) {
  if (op.kind === "edit") return { kind: "edit", row: op.row, field: op.field, from: op.to, to: op.from };
  if (op.kind === "move") {
    return { kind: "move", rows: op.stood || op.rows, before: op.was, was: op.before, stood: op.rows };
  }
  return { kind: op.kind === "add" ? "remove" : "add", rows: op.rows, before: op.before };
}

export const inverse = (ops) => ops.slice().reverse().map(undo);

/** The rows in the order of a field's texts; those without one stay behind the others. */
export function sorted(rows, field) {
  const texts = new Map(rows.map((row, at) => [row, { text: row.cells[field] || "", at }]));
  return rows.slice().sort((one, other) => {
    const [a, b] = [texts.get(one), texts.get(other)];
    if (!a.text !== !b.text) return a.text ? -1 : 1;
    if (a.text === b.text) return a.at - b.at;
    return a.text < b.text ? -1 : 1;
  });
}
