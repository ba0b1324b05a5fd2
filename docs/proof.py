#!/usr/bin/env python3
"""Proves an export of Guidang on any machine: python3 proof.py FILE.xlsx | FILE.csv [FILE.csv.proof.json]
Exit 0: it says what its digest covers; 1: it does not; 2: it cannot be judged. See proof.md."""
import csv, hashlib, io, json, re, sys, zipfile
import xml.etree.ElementTree as ET
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DC = ".//{http://purl.org/dc/elements/1.1/}description"
def end(code, words):
    print(words)
    sys.exit(code)
def from_csv(data, sheet):
    text = data.decode("utf-8-sig") if data.startswith(b"\xef\xbb\xbf") else data.decode("gb18030")
    bare = lambda cell: re.sub(r"^'(?='?[=+\-@\t\r\n＝＋－＠])", "", cell)
    first, *lines = [list(map(bare, line)) for line in csv.reader(io.StringIO(text, newline=""))]
    heads = [heading for _, heading in sheet["columns"]]
    if first != heads + [h for h in [*sheet["groups"], sheet["part"]] if h and h not in heads]:
        end(1, "NOT PROVED: the headings are not those of the proof sheet")
    for line in lines:
        if len(line) != len(first):
            end(1, "NOT PROVED: a line has more or fewer cells than there are headings")
        value = lambda heading: line[first.index(heading)] if heading else ""
        yield value(sheet["part"]), " · ".join(filter(None, map(value, sheet["groups"]))), line[:len(heads)]
def from_xlsx(book, sheet):
    xml, texts = lambda name: ET.parse(book.open(name)).getroot(), []
    said = lambda node: "".join(t.text or "" for t in node.iter(M + "t"))
    if "xl/sharedStrings.xml" in book.namelist():
        texts = [said(si) for si in xml("xl/sharedStrings.xml")]
    targets = {r.get("Id"): "xl/" + r.get("Target").removeprefix("/xl/") for r in xml("xl/_rels/workbook.xml.rels")}
    left = dict(sheet["parts"]) if sheet["part"] else {"": sheet["rows"]}
    for tab in xml("xl/workbook.xml").iter(M + "sheet"):
        name, group = re.sub(r"\(\d+\)$", "", tab.get("name")), ""
        part = name if sheet["part"] else ""
        if part not in left or not part and name != sheet["tab"]:
            continue  # a sheet of sums, or of another list
        root, width = xml(targets[tab.get(R)]), len(sheet["columns"])
        bands = {int(re.sub(r"\D", "", m.get("ref").split(":")[0])) for m in root.iter(M + "mergeCell")}
        head = "　".join(f"{name} {part if part and key == 'years' else value}" for key, name, value in sheet["shown"])
        above = [sheet["title"], head, [heading for _, heading in sheet["columns"]]]
        for row in root.iter(M + "row"):
            at, line = int(row.get("r")), [""] * (width + len(row))
            for c in row:
                n = sum((ord(a) - 64) * 26**i for i, a in enumerate(reversed(c.get("r").rstrip("0123456789")))) - 1
                text = (c.findtext(M + "v") or "").removesuffix(".0")
                line[n] = said(c) if c.get("t") == "inlineStr" else texts[int(text)] if c.get("t") == "s" else text
            if any(line[width:]) or at <= 3 and above[at - 1] != (line[:width] if at == 3 else line[0]):
                end(1, f"NOT PROVED: row {at} of {tab.get('name')} is not what the digest covers")
            elif at > 3 and at in bands and left[part]:
                group = line[0]
            elif at > 3 and left[part]:
                left[part] -= 1
                yield part, group, line[:width]
            elif at > 3 and any(line) and at not in bands and line[0][:2] not in ("合计", "To"):
                end(1, f"NOT PROVED: row {at} of {tab.get('name')} is beyond the rows the digest covers")
def prove(path, book, sheet):
    digest, above, last, count = hashlib.sha256(), ("", ""), {}, 0
    number = lambda value: digest.update(b"i" + value.to_bytes(8, "big"))
    text = lambda value: digest.update(b"t" + len(value.encode()).to_bytes(8, "big") + value.encode())
    for items in [["shown", *(sheet[key] for key in ("form", "lang", "id_numbers", "title"))], len(sheet["columns"]),
                  sum(sheet["columns"], []), ["head"], len(sheet["head"]), sum(sheet["head"], [])]:
        number(items) if isinstance(items, int) else [text(item) for item in items]
    for part, group, line in from_xlsx(book, sheet) if book else from_csv(open(path, "rb").read(), sheet):
        if (part, group) != above:
            above, last = (part, group), {}
            [text(value) for value in ("group", part, group)]
        for at, value in enumerate(line):
            again = not book and at in sheet["once"] and last.get(at) == value
            digest.update(b"n") if again or not value else text(value)
        last, count = dict(enumerate(line)), count + 1
    proved = digest.hexdigest() == sheet["sha256"] and count == sheet["rows"]
    print(f"{'genuine' if proved else 'NOT PROVED'}: {sheet['title']}, {count} rows, {digest.hexdigest()}")
    return proved
def main(path, beside=None):
    book = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
    said = ET.parse(book.open("docProps/core.xml")).findtext(DC) if book else open(beside or path + ".proof.json").read()
    sheets = json.loads(said) if said else end(2, "no proof sheet: this form is no table, take its csv")
    proved = [prove(path, book, sheet) for sheet in (sheets if isinstance(sheets, list) else [sheets])]
    sys.exit(0 if all(proved) else 1)
try:
    main(*sys.argv[1:])
except Exception as wrong:  # no proof sheet beside it, no workbook, damaged: nothing is proved and nothing refuted
    end(2, f"cannot be judged: {type(wrong).__name__}: {wrong}")
