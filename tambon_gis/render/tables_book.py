"""stub"""
from io import BytesIO
import datetime as dt
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def chart_sheet(labels, series):
    import xlsxwriter

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"author": "", "company": "", "created": MADE})
    sheet = book.add_worksheet("Sheet1")
    for at, label in enumerate(labels, start=1):
        sheet.write_string(at, 0, label)
    for column, (name, values) in enumerate(series, start=1):
        sheet.write_string(0, column, name)
        for at, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(at, column, value)
    book.close()
    return out.getvalue()
