"""What can be read about the counter."""

from counters.queries.appointments import by_token as by_token
from counters.queries.appointments import day_sums as day_sums
from counters.queries.appointments import displayed as displayed
from counters.queries.appointments import hall_of as hall_of
from counters.queries.appointments import halls_in as halls_in
from counters.queries.appointments import lines_of as lines_of
from counters.queries.appointments import of_person as of_person
from counters.queries.appointments import on_day as on_day
from counters.queries.appointments import queue_of as queue_of
from counters.queries.appointments import scanned as scanned
from counters.queries.competence import competent_agency as competent_agency
from counters.queries.competence import desks_for as desks_for
from counters.queries.slots import Day as Day
from counters.queries.slots import days_to_choose as days_to_choose
from counters.queries.slots import nearest as nearest
