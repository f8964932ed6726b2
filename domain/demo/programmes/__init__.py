"""The catalogue of three municipalities' programmes, as their own public pages and plans name them.

Names, capacities, terms and financing are theirs; where they say nothing the field is empty. A short name is ours
where the source has a whole sentence, which then stands in `verbatim`.
"""

from domain.demo.programmes.burgas import BURGAS_CENTRE
from domain.demo.programmes.seed import ProgrammeSeed
from domain.demo.programmes.septemvri import SEPTEMVRI_PLAN
from domain.demo.programmes.sofia import SOFIA_KINDS, SOFIA_PATRONAGE

CATALOGUE: tuple[ProgrammeSeed, ...] = (*SOFIA_PATRONAGE, *SOFIA_KINDS, *BURGAS_CENTRE, *SEPTEMVRI_PLAN)
