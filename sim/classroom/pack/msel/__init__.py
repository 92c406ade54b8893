"""The master scenario events list (MSEL) as a spreadsheet: written, edited by people, read again.

`read_msel` reads what a person edited, `write_xlsx` and `write_csv` write it.
"""

from sim.classroom.pack.msel.imported import Imported, edited, read_msel
from sim.classroom.pack.msel.write_csv import write_csv
from sim.classroom.pack.msel.write_xlsx import write_xlsx

__all__ = ["Imported", "edited", "read_msel", "write_csv", "write_xlsx"]
