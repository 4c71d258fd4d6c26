"""Addresses of the counter: the citizen's appointments, the desk's, the hall's display."""

from django.urls import path, register_converter

from counters.views import admin, citizen, duty, duty_checks, guidance, hall, officer, public, slip


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
    path("can-bo/truc/", duty.duty, name="duty"),
    path("can-bo/truc/in.pdf", duty.duty_pdf, name="duty_pdf"),
    path("can-bo/truc/quay/", duty.duty_desks, name="duty_desks"),
    path("can-bo/truc/them/", duty.plan_shift, name="plan_shift"),
    path("can-bo/truc/<int:number>/thay/", duty.substitute, name="substitute"),
    path("can-bo/truc/<int:number>/huy/", duty.cancel_shift, name="cancel_shift"),
    path("can-bo/phong-cho/", duty.rooms, name="rooms"),
    path("can-bo/phong-cho/them/", duty.open_room, name="open_room"),
    path("can-bo/phong-cho/<int:number>/", duty.change_room, name="change_room"),
    path("can-bo/kiem-tra-ngay/", duty_checks.checks, name="checks"),
    path("can-bo/kiem-tra-ngay/in.pdf", duty_checks.checks_pdf, name="checks_pdf"),
    path("can-bo/kiem-tra-ngay/moi/", duty_checks.record_check, name="record_check"),
    path("can-bo/kiem-tra-ngay/<int:number>/khac-phuc/", duty_checks.solve_point, name="solve_point"),
    path("can-bo/kiem-tra-ngay/<int:number>/anh/", duty_checks.check_photo, name="check_photo"),
    path("can-bo/duong-day-nong/", guidance.hotline, name="hotline"),
    path("can-bo/duong-day-nong/ghi/", guidance.note_guidance, name="note_guidance"),
    path("nhac-toi/<str:code>/", guidance.remind_me, name="remind_me"),
    path("quan-tri/sanh/", admin.halls, name="halls"),
    path("quan-tri/sanh/<str:key>/", admin.set_hall, name="set_hall"),
    path("man-hinh/<str:key>/", public.display, name="display"),
]
