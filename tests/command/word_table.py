"""word_table.py TABLE.csv TABLE.docx ...: the Word file is a package that Word can open, and holds the cells of the CSV."""
import csv
import sys
import xml.etree.ElementTree as xml
import zipfile

word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text(element):
    return "".join(part.text or "" for part in element.iter(word + "t"))


for table, file in zip(sys.argv[1::2], sys.argv[2::2]):
    package = zipfile.ZipFile(file)
    assert package.testzip() is None and package.namelist()[0] == "[Content_Types].xml"
    types, relations = (xml.fromstring(package.read(name)) for name in ("[Content_Types].xml", "_rels/.rels"))
    target = relations[0].get("Target")
    assert "/" + target in [part.get("PartName") for part in types], "the document has no content type"
    body = xml.fromstring(package.read(target))[0]
    parts = [part.tag.removeprefix(word) for part in body]
    assert parts[:2] == ["p", "tbl"] and parts[-1] == "sectPr" and "p" in parts[2:], parts
    cells = [[text(cell) for cell in row.iter(word + "tc")] for row in body.iter(word + "tr")]
    rows = list(csv.reader(open(table)))
    assert cells == rows and len(rows) > 1, (cells[:3], rows[:3])
    assert len(list(body.iter(word + "gridCol"))) == len(rows[0])
print("the same cells")
