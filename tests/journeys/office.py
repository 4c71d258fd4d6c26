"""A department at work on the real catalogue, and its people at their screens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client

from dossiers.models import Dossier
from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Membership, User
from portal.agencies.models import Agency
from procedures.models import Procedure
from tests.support import catalogue
from tests.support.accounts import user

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: A Monday without a holiday near.
MONDAY = datetime(2021, 7, 19, 9, 0, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Office:
    """The department of justice, where criminal records are issued."""

    procedure: Procedure
    agency: Agency
    officer: User
    specialist: User
    head: User
    leader: User


def _staff(agency: Agency, role: Role, name: str) -> User:
    person = user(kind=AccountKind.STAFF, full_name=name)
    at = agency.served_by.agency if role == Role.ONE_STOP_OFFICER else agency
    desk = agency.served_by if role == Role.ONE_STOP_OFFICER else None
    Membership.objects.create(user=person, agency=at, desk=desk, role=role, valid_from=date(2020, 1, 1))
    return person


def opened() -> Office:
    """Load the catalogue and appoint the people."""
    catalogue.load()
    agency = Agency.objects.select_related("served_by__agency").get(key="SO_TU_PHAP")
    return Office(
        procedure=Procedure.objects.get(key="lltp"),
        agency=agency,
        officer=_staff(agency, Role.ONE_STOP_OFFICER, "Hoàng Thị Lan"),
        specialist=_staff(agency, Role.SPECIALIST, "Trần Văn Bảo"),
        head=_staff(agency, Role.HEAD_OF_DIVISION, "Lê Thị Hà"),
        leader=_staff(agency, Role.LEADER, "Phạm Quốc Dũng"),
    )


class Screen:
    """One person at the portal. Each act is read on its page first, then sent with what the page holds."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.person = person

    def _sign_in(self) -> None:
        self.client.force_login(self.person)

    def act(self, dossier: Dossier, slug: str, **typed: object) -> None:
        """Do one act as its page offers it."""
        self._sign_in()
        address = f"/can-bo/ho-so/{dossier.reference}/{slug}/"
        page = self.client.get(address)
        assert page.status_code == 200, f"{slug} is not offered"
        done = self.client.post(address, {"seen": page.context["seen"], **typed})
        assert done.status_code == 302, done.context["form"].errors

    def reads(self, address: str) -> str:
        """Return what a page says."""
        self._sign_in()
        answer = self.client.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    def paper(self, dossier: Dossier, kind: str) -> bytes:
        """Return a paper of the dossier."""
        self._sign_in()
        return self.client.get(f"/can-bo/ho-so/{dossier.reference}/giay/{kind}.pdf").content

    def receives(self, office: Office, name: str) -> Dossier:
        """Receive a person at the counter and forward the dossier at once."""
        self._sign_in()
        address = f"/can-bo/quay/{office.procedure.code}/"
        form = self.client.get(address).context["form"]
        papers = {field.html_name: field.value() or "0" for row in form.paper_rows for field in list(row.values())[1:]}
        done = self.client.post(
            address,
            {
                "token": form["token"].value(),
                "applicant_name": name,
                "phone": "0912 345 678",
                "national_id": "044194002318",
                "address": "Thôn 3, xã Đức Trạch",
                "agency": office.agency.key,
                "channel": "truc_tiep",
                "return_method": "truc_tiep",
                "viec": "chuyen",
                **papers,
            },
        )
        assert done.status_code == 302, done.context["form"].errors
        return Dossier.objects.get(reference=done["Location"].split("/")[-2])
