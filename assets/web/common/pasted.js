// A range of cells as spreadsheets put it on the clipboard, read and written. The server's box reads the
// same text by the same rules (`domain::grid::pasted`); tests/data/pasted.json holds both to them.

/** Rows of cells: cells between tabs; one with a tab, a line break or a quote in it stands in quotes. */
export function cellsOf(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    const row = rows[rows.length - 1];
    const last = row.length - 1;
    if (quoted && sign === '"' && text[at + 1] === '"') {
      row[last] += '"';
      at++;
    } else if (quoted && sign === '"') quoted = false;
    else if (sign === '"' && row[last] === "") quoted = true;
    else if (quoted) row[last] += sign;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[last] += sign;
  }
  const end = rows[rows.length - 1];
  if (rows.length > 1 && end.length === 1 && end[0] === "") rows.pop();
  return rows;
}

const MOST_SPANNED = 400;

/** The cells of a copied HTML table; a cell over several columns leaves the others empty. */
export function cellsOfHtml(html) {
  // the page's policy would complain of the spreadsheet's styles
  const plain = html.replace(/<style[^]*?<\/style>|\sstyle=("[^"]*"|'[^']*')/gi, "");
  const table = new DOMParser().parseFromString(plain, "text/html").querySelector("table");
  return table ? Array.from(table.rows, cellsOfRow) : [];
}

function cellsOfRow(row) {
  return Array.from(row.cells).reduce((cells, cell) => {
    const text = cell.textContent.replace(/\s*\n\s*/g, " ").trim();
    return cells.concat([text], new Array(Math.min(cell.colSpan, MOST_SPANNED) - 1).fill(""));
  }, []);
}

/** The same range as text. */
export function textOf(rows) {
  const quoted = (text) => (/[\t\n"]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text);
  return rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** The same range as HTML, its cells marked as text so that a spreadsheet does not round an ID number. */
export function htmlOf(rows) {
  const cell = (text) =>
    "<td style=\"mso-number-format:'\\@'\">" + text.replace(/[&<>"]/g, (sign) => SIGNS[sign]) + "</td>";
  const body = rows.map((row) => "<tr>" + row.map(cell).join("") + "</tr>").join("");
  return "<meta charset=utf-8><table>" + body + "</table>";
}

/** Whether a text looks like a range: a tab in it, or more than one line. */
export const isRange = (text) => /\t/.test(text) || /\S[^\n]*\r?\n[^\n]*\S/.test(text);
