"""Entries from plain data: from files (`import_entries`) and from the demo catalogue.

    a file -> readers -> records -> checking -> writer -> pages
                 a TOML catalogue  ----^

Everything that writes entries from outside the admin goes through `writer.write_records`.
"""
