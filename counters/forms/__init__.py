"""What is typed at and for the counter."""

from counters.forms.citizen import CancelBooking as CancelBooking
from counters.forms.citizen import ChooseVisit as ChooseVisit
from counters.forms.citizen import ConfirmBooking as ConfirmBooking
from counters.forms.desk import BookFor as BookFor
from counters.forms.desk import CallNext as CallNext
from counters.forms.desk import Matter as Matter
from counters.forms.desk import PublishSlots as PublishSlots
from counters.forms.desk import SetHall as SetHall
from counters.forms.desk import WalkIn as WalkIn
from counters.forms.desk import WithdrawSlots as WithdrawSlots
