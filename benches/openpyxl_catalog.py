"""归档文件目录 with openpyxl in its write-only mode, from the same database: python3 openpyxl_catalog.py guidang.db rows out.xlsx"""
import json
import resource
import sqlite3
import sys

from openpyxl import Workbook

database, rows, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
before = resource.getrusage(resource.RUSAGE_SELF)
book = Workbook(write_only=True)
sheet = book.create_sheet("归档文件目录")
sheet.append(["序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注"])
sql = "select code, doc_number, creator, title, date, secrecy, pages, remarks from item order by volume_id, page_from limit ?"
written = 0
for row in sqlite3.connect(database).execute(sql, [rows]):
    written += 1
    sheet.append([written, *row])
book.save(out)
after = resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"cpu": cpu, "rows": written, "peak_mb": after.ru_maxrss / 1024}))
