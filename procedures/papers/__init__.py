"""Papers of the catalogue's side of the house: the notice for the desk's door."""

from procedures.papers.poster import PAPERS as PAPERS
from procedures.papers.poster import poster as poster
