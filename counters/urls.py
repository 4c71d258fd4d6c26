"""Addresses of the counter: the citizen's appointments, the desk's, the hall's display."""

from django.urls import path, register_converter

from counters.views import admin, citizen, hall, officer, public, slip


class SlipConverter:
    """128 random bits as hexadecimal digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class MarkConverter(SlipConverter):
    """The reference of an appointment or of a decision."""

    regex = r"[A-Z0-9\-]{6,24}"


register_converter(SlipConverter, "slip")
register_converter(MarkConverter, "mark")

app_name = "counters"

urlpatterns = [
    path("lich-hen/", citizen.mine, name="mine"),
    path("lich-hen/dat/", citizen.book, name="book"),
    path("lich-hen/bo-cho/", citizen.leave_line, name="leave_line"),
    path("lich-hen/cap-thiet/<mark:reference>/", citizen.book_exempted, name="book_exempted"),
    path("lich-hen/<slip:token>/", slip.appointment, name="appointment"),
    path("lich-hen/<slip:token>/xac-nhan/", citizen.confirm, name="confirm"),
    path("lich-hen/<slip:token>/lich.ics", slip.appointment_ics, name="appointment_ics"),
    path("lich-hen/<slip:token>/chuyen/", slip.move, name="move"),
    path("lich-hen/<slip:token>/huy/", slip.cancel, name="cancel"),
    path("can-bo/lich-hen/", officer.today, name="today"),
    path("can-bo/lich-hen/dat/", officer.book_for, name="book_for"),
    path("can-bo/lich-hen/khung-gio/", hall.slots, name="slots"),
    path("can-bo/lich-hen/<mark:reference>/", officer.desk_appointment, name="desk_appointment"),
    path("can-bo/hang-cho/", hall.queue, name="queue"),
    path("quan-tri/sanh/", admin.halls, name="halls"),
    path("quan-tri/sanh/<str:key>/", admin.set_hall, name="set_hall"),
    path("man-hinh/<str:key>/", public.display, name="display"),
]
