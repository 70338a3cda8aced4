"""The nouns of the ledger: plans and where they come from, rows under correction, published editions, commitments."""

from luoshi.ledger.models.commitment import Commitment as Commitment
from luoshi.ledger.models.commitment import Target as Target
from luoshi.ledger.models.draw import Check as Check
from luoshi.ledger.models.draw import Draw as Draw
from luoshi.ledger.models.edition import Edition as Edition
from luoshi.ledger.models.edition import Printed as Printed
from luoshi.ledger.models.learned import Columns as Columns
from luoshi.ledger.models.letter import Letter as Letter
from luoshi.ledger.models.letter import Reminder as Reminder
from luoshi.ledger.models.light import KeptLight as KeptLight
from luoshi.ledger.models.light import LightTable as LightTable
from luoshi.ledger.models.plan import Part as Part
from luoshi.ledger.models.plan import Plan as Plan
from luoshi.ledger.models.plan import Source as Source
from luoshi.ledger.models.progress import Progress as Progress
from luoshi.ledger.models.progress import Reached as Reached
from luoshi.ledger.models.row import Edit as Edit
from luoshi.ledger.models.row import Figure as Figure
from luoshi.ledger.models.row import Row as Row
from luoshi.ledger.models.row import RowUnit as RowUnit
from luoshi.ledger.models.sheet_work import SheetWork as SheetWork
from luoshi.ledger.models.support import Support as Support
from luoshi.ledger.models.twin import Twin as Twin
from luoshi.ledger.models.twin import TwinProposal as TwinProposal
from luoshi.ledger.models.twin import TwinSearch as TwinSearch
