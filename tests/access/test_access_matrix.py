"""Who gets what at which address: every address, every kind of person, reading and sending an empty form.

`access.json` is what was agreed. After adding an address or changing who may use it:

    RENEW_ACCESS=1 scripts/test tests/access

then read the difference as carefully as code.
"""

import fcntl
import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from counters.actions import Visit, Visitor, book
from counters.enums import Purpose
from counters.models import DutyShift, Hall, HeadCount, SafetyCheck, SafetyPoint, Slot, WaitingRoom
from dossiers import actions
from dossiers.views.files import dossier_file_url
from notifications.actions.outcomes import suppress
from notifications.channels.addresses import Address as MailAddress
from notifications.channels.letters import leave_token
from notifications.enums import SuppressionReason
from notifications.models import Message, Suppression
from portal.accounts.enums import Role
from portal.agencies.models import Agency
from portal.kernel.models import OwedEffect
from procedures.models import Exemption, LifeEvent, PressContact, UrgentList
from tests.access.addresses import Address, addresses
from tests.support import accounts, filing, orders, parcels

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("access.json")
NOON = datetime(2021, 7, 26, 4, 0, tzinfo=UTC)
SIGN_IN = ("/dang-nhap/", "/can-bo/dang-nhap/")
OF_THE_PROVINCE = {Role.PROVINCE_ADMIN, Role.AUDITOR}
PEOPLE = ("anonymous", "applicant", "stranger", *Role.values)
#: Addresses that ask no sign-in. Adding one is a decision: name it here.
PUBLIC = {
    "accounts:ask_password_reset", "accounts:officer_sign_in", "accounts:reset_password", "accounts:sign_in",
    "accounts:sign_out", "accounts:sign_up", "counters:appointment", "counters:appointment_ics", "counters:cancel",
    "counters:display", "counters:move", "counters:remind_me", "dossiers:autosave", "dossiers:draft_section",
    "dossiers:track", "dossiers:track_token", "postal:webhook", "procedures:catalogue", "procedures:find",
    "procedures:life_event",
    "procedures:urgent", "procedures:urgent_cases",
    "procedures:notice", "procedures:notice_texts", "procedures:poster", "procedures:procedure",
    "procedures:procedure_by_code", "procedures:put_away_notice", "procedures:short_address",
    "notifications:punctuality", "notifications:relay_reports", "notifications:sms_receipts",
    "notifications:unsubscribe", "notifications:zalo_receipts",
    "procedures:suspension_feed", "procedures:suspensions", "web:desk_styleguide", "web:healthz", "web:home",
    "web:metrics", "web:set_language", "web:styleguide",
}  # fmt: skip
CASE_PAGES = ("decide_exemption", "exemption", "withdraw_exemption")
LIST_PAGES = ("approve_urgent_list", "remove_urgent_entry", "urgent_list", "withdraw_urgent_list")
API = "api"
EVERYBODY = "everybody"


class World:
    """One dossier under examination, one draft, and one person of each kind around them."""

    def __init__(self) -> None:
        self.agency = filing.communes()[0]
        self.revision = filing.procedure()
        self.people = {"applicant": filing.citizen(), "stranger": filing.citizen(full_name="Trần Văn Lạ")}
        province = Agency.objects.get(key="UBND_TINH")
        for role in Role:
            at = province if role in OF_THE_PROVINCE else self.agency
            self.people[role] = accounts.staff(role, at, password=None, full_name=f"Cán bộ {role.value}")
        self.membership = self.people[Role.LEADER].memberships.get()
        self.delegation = accounts.lent(
            self.membership, self.people[Role.CLERK], starts_on=NOON.date(), ends_on=NOON.date()
        )
        self.contact_point = self.agency.contact_points.create(kind="phone", value="0232 3684 123")
        # Elsewhere, so that nothing of this world is closed by it.
        elsewhere = accounts.with_desk(accounts.agency("UBND_HUYEN_XA", parent=province))
        self.order = orders.order_in_force(elsewhere)
        self.order_draft = orders.draft_order()
        orders.scope_over(self.order_draft, elsewhere)
        self.draft = filing.ready_draft(self.revision, self.people["applicant"], self.agency)
        self.dossier = self._examined()
        self.appointment = self._booked()
        self.press_contact = PressContact.objects.create(outlet="Báo Quảng Bình", email="toasoan@vi-du.vn")
        self.case = self._urgent()
        self.stuck = OwedEffect.objects.create(
            key="stuck", lane="mail", kind="mail", state="failed", next_attempt_at=NOON, owed_at=NOON
        )

    def _urgent(self):
        """One list that is being written and one case that waits, both of the commune."""
        specialist, applicant = self.people[Role.SPECIALIST], self.people["applicant"]
        self.urgent_list = UrgentList.objects.create(
            agency=self.agency, version=1, drafted_by=specialist, drafted_at=NOON
        )
        return Exemption.objects.create(
            reference="CT-210726-0001", kind="case", state="requested", act="intake", agency=self.agency,
            procedure=self.revision.procedure, requester=applicant, applicant_name=applicant.full_name,
            ground="health", reason="Con nằm viện", requested_at=NOON, decide_by_at=NOON,
        )  # fmt: skip

    def _examined(self):
        draft = filing.ready_draft(self.revision, self.people["applicant"], self.agency)
        dossier = actions.submit(draft_id=draft.pk, actor=self.people["applicant"], at=NOON)
        officer, specialist = self.people[Role.ONE_STOP_OFFICER], self.people[Role.SPECIALIST]
        actions.accept(dossier_id=dossier.pk, actor=officer, seen=None, at=NOON)
        actions.forward(dossier_id=dossier.pk, actor=officer, seen=None, at=NOON)
        actions.take_up(dossier_id=dossier.pk, actor=specialist, seen=None, at=NOON)
        dossier.refresh_from_db()
        return dossier

    def _booked(self):
        desk, applicant = self.agency.served_by, self.people["applicant"]
        Hall.objects.create(desk=desk)
        HeadCount.objects.create(desk=desk)
        begins = NOON + timedelta(days=1)
        slot = Slot.objects.create(desk=desk, starts_at=begins, ends_at=begins + timedelta(minutes=20), capacity=1)
        return book(
            slot_id=slot.pk,
            visitor=Visitor(applicant.full_name, applicant),
            visit=Visit(Purpose.FILE, self.revision.procedure),
            actor=applicant,
            at=NOON,
        )

    @cached_property
    def parameters(self) -> dict[str, object]:
        """What a parameter stands for, by its name, or by `address.name` where the name alone does not tell."""
        file = self.dossier.papers.get(files__isnull=False).files.get().file
        return {
            **self._of_procedures(),
            **self._on_duty(),
            **self._of_messages(),
            **parcels.of_an_agency(self.agency, self.people[Role.ONE_STOP_OFFICER], when=NOON),
            "accounts:add_contact_point.key": self.agency.key,
            "accounts:agency.key": self.agency.key,
            "accounts:end_membership.key": self.people[Role.LEADER].key,
            "accounts:end_membership.number": self.membership.pk,
            "accounts:remove_contact_point.key": self.agency.key,
            "accounts:remove_contact_point.number": self.contact_point.pk,
            "accounts:reset_password.key": "khong-co",
            "accounts:reset_password.token": "khong-co",
            "accounts:revoke_delegation.number": self.delegation.pk,
            "accounts:set_office_hours.key": self.agency.key,
            "accounts:unmark_day.number": 0,
            "dossiers:call_progress_agency.key": self.agency.key,
            "counters:book_exempted.reference": "CT-210726-9999",
            "counters:desk_appointment.reference": self.appointment.reference,
            "counters:display.key": self.agency.key,
            "counters:set_hall.key": self.agency.key,
            **dict.fromkeys(
                (f"counters:{name}.token" for name in ("appointment", "appointment_ics", "cancel", "confirm", "move")),
                self.appointment.token,
            ),
            "dossiers:track_token.token": self.dossier.track_token,
            "web:outgoing_effect.effect_id": self.stuck.pk,
            "web:affected.desk_key": "UBND_HUYEN_XA",
            "web:affected.kind": "pickup",
            "web:change_draft.order_reference": self.order_draft.reference,
            "web:drop_draft.order_reference": self.order_draft.reference,
            "web:issue_order.order_reference": self.order_draft.reference,
            "order_reference": self.order.reference,
            "code": self.revision.procedure.code,
            "key": self.people[Role.SPECIALIST].key,
            "kind": "giay-tiep-nhan",
            "number": 1,
            "reference": self.dossier.reference,
            "section": "nguoi_yeu_cau",
            "signed": dossier_file_url(self.dossier, file).split("/")[2],
            "slug": "khong-co",
            "token": self.draft.token,
            "version": "v1",
        }

    def _on_duty(self) -> dict[str, object]:
        """One shift, one room and one point of a check that is not in order."""
        desk, officer = self.agency.served_by, self.people[Role.ONE_STOP_OFFICER]
        shift = DutyShift.objects.create(
            desk=desk, day=NOON.date(), half="morning", officer=officer, responsible_for="Quầy 2", entered_by=officer,
            entered_at=NOON,
        )  # fmt: skip
        check = SafetyCheck.objects.create(desk=desk, day=NOON.date(), checked_by=officer, checked_at=NOON)
        point = SafetyPoint.objects.create(check_made=check, item="masks", is_good=False, remark="Thiếu khẩu trang")
        return {
            "counters:substitute.number": shift.pk,
            "counters:cancel_shift.number": shift.pk,
            "counters:change_room.number": WaitingRoom.objects.create(desk=desk, name="Sảnh").pk,
            "counters:solve_point.number": point.pk,
            "counters:check_photo.number": check.pk,
            "counters:remind_me.code": self.agency.code,
        }

    def _of_messages(self) -> dict[str, object]:
        """One message to the applicant, whose mail bounced; words of one kind."""
        told = Message.objects.filter(recipient=self.people["applicant"]).order_by("pk")[0]
        address = MailAddress("email", self.people["applicant"].email)
        suppress(address, reason=SuppressionReason.BOUNCE, detail="5.1.1", at=NOON)
        held = Suppression.objects.get().pk
        return {
            "notifications:open.number": told.pk,
            "notifications:appeal.number": held,
            "notifications:lift.number": held,
            "notifications:unsubscribe.token": leave_token(told),
            "notifications:template.kind": "received",
            "notifications:template.channel": "email",
            "notifications:template.language": "vi",
        }

    def _of_procedures(self) -> dict[str, object]:
        return {
            "procedures:life_event.slug": LifeEvent.objects.create(
                slug="co-con-nho", name="Có con nhỏ", summary="Khai sinh", icon="baby", position=1
            ).slug,
            **{f"procedures:{name}.reference": self.case.reference for name in CASE_PAGES},
            **{f"procedures:{name}.key": self.agency.key for name in LIST_PAGES},
            **{f"procedures:{name}.version": self.urgent_list.version for name in LIST_PAGES},
            "procedures:exemption_file.signed": "khong-co",
            "procedures:procedure.slug": "cap-giay-xac-nhan",
            "procedures:notice.reference": self.order.reference,
            "procedures:notice_texts.reference": self.order.reference,
            "procedures:poster.reference": self.order.reference,
            "procedures:change_press_contact.number": self.press_contact.pk,
            "procedures:guidance_of.key": self.agency.key,
            "procedures:press_carried.reference": self.order.reference,
            "procedures:press_order.reference": self.order.reference,
            "procedures:tell_guidance.act": "intake",
            "procedures:tell_guidance.channel": "buu_chinh",
            "procedures:tell_guidance.key": self.agency.key,
        }

    def path(self, address: Address) -> str:
        known = self.parameters
        chosen = {name: known.get(f"{address.name}.{name}", known.get(name)) for name in address.parameters}
        unknown = [f"{address.name}.{name}" for name, value in chosen.items() if value is None]
        assert not unknown, f"Say in World.parameters what these stand for: {unknown}"
        return reverse(address.name, kwargs=chosen)


@pytest.fixture
def world(db, settings):
    settings.DEMO = False
    with time_machine.travel(NOON, tick=False):
        yield World()


def answer(client_cookies: dict[str, str], method: str, path: str) -> str:
    """Ask as this person and take back whatever that changed."""
    cache.clear()
    client = Client(raise_request_exception=False)
    client.cookies.load(client_cookies)
    with transaction.atomic():
        response = client.generic(method, path, HTTP_HX_REQUEST="")
        transaction.set_rollback(True)
    if response.streaming:
        b"".join(response)
    led_to = response.headers.get("Location", "").split("?")[0]
    return f"{response.status_code} sign-in" if led_to in SIGN_IN else str(response.status_code)


def agreed() -> dict[str, dict[str, str]]:
    """Return what each person gets, by address and method."""
    text = SNAPSHOT.read_text(encoding="utf-8") if SNAPSHOT.exists() else "{}"
    return {line: spread(by_status) for line, by_status in json.loads(text).items()}


def spread(by_status: dict[str, str]) -> dict[str, str]:
    return {
        person: status
        for status, people in by_status.items()
        for person in (PEOPLE if people == EVERYBODY else people.split())
    }


def gathered(by_person: dict[str, str]) -> dict[str, str]:
    held = {status: [person for person in PEOPLE if by_person.get(person) == status] for status in by_person.values()}
    return {
        status: EVERYBODY if len(held[status]) == len(PEOPLE) else " ".join(held[status]) for status in sorted(held)
    }


def renew(person: str, answers: dict[str, str]) -> None:
    with (Path(tempfile.gettempdir()) / "renew-access.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = agreed()
        kept = {line: gathered({**before.get(line, {}), person: got}) for line, got in answers.items()}
        lines = [f"{json.dumps(line)}: {json.dumps(kept[line])}" for line in sorted(kept)]
        SNAPSHOT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_was_agreed(world, person: str):
    visitor = Client()
    if person != "anonymous":
        visitor.force_login(world.people[person])
    cookies = {name: morsel.value for name, morsel in visitor.cookies.items()}

    answers = {
        f"{address.name} {method}": answer(cookies, method, world.path(address))
        for address in addresses()
        for method in ("GET", "POST")
    }

    if os.environ.get("RENEW_ACCESS") == "1":
        renew(person, answers)
    assert answers == {line: by_person.get(person) for line, by_person in agreed().items()}
    assert [line for line, got in answers.items() if got.startswith("5")] == []


def test_what_asks_no_sign_in_is_known_by_name():
    open_to_all = {address.name for address in addresses() if address.is_public}

    assert {name for name in open_to_all if not name.startswith(API)} == PUBLIC


def test_nobody_unknown_gets_past_the_door():
    closed = {address.name for address in addresses() if not address.is_public}

    let_in = [line for line, got in agreed().items() if line.split()[0] in closed and got["anonymous"] != "302 sign-in"]

    assert let_in == []
