"""案卷目录 with a Python library, row by row from a csv: python3 python_catalog.py openpyxl|xlsxwriter rows.csv out.xlsx"""
import csv
import json
import resource
import sys

library, source, out = sys.argv[1:4]
HEADING = ["序号", "档号", "案卷题名", "年度", "起止日期", "件数", "页数", "保管期限", "备注"]
NUMBERS = (0, 3, 5, 6)


def typed(row):
    return [int(cell) if at in NUMBERS else cell for at, cell in enumerate(row)]


def openpyxl_writes(rows):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("案卷目录")
    sheet.append(HEADING)
    written = 0
    for row in rows:
        sheet.append(row)
        written += 1
    book.save(out)
    return written


def xlsxwriter_writes(rows):
    from xlsxwriter import Workbook

    book = Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("案卷目录")
    sheet.write_row(0, 0, HEADING)
    written = 0
    for row in rows:
        written += 1
        sheet.write_row(written, 0, row)
    book.close()
    return written


before = resource.getrusage(resource.RUSAGE_SELF)
with open(source, newline="", encoding="utf-8") as lines:
    rows = map(typed, csv.reader(lines))
    written = {"openpyxl": openpyxl_writes, "xlsxwriter": xlsxwriter_writes}[library](rows)
after = resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"cpu": cpu, "rows": written, "peak_mb": after.ru_maxrss / 1024}))
