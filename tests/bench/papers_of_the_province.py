"""The agencies of the province and one procedure, for data that is built by the million."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from portal.kernel.text import fold
from procedures.models import ChannelOffer, Field, Procedure, ProcedureRevision

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def agencies_and_days() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of agencies and of calendar days that the portal brings along."""
    folder = settings.BASE_DIR / "portal" / "agencies" / "fixtures"
    agencies = json.loads((folder / "agencies.json").read_text(encoding="utf-8"))["agencies"]
    days = json.loads((folder / "calendar.json").read_text(encoding="utf-8"))["days"]
    return agencies, days


def revision() -> ProcedureRevision:
    """Make the procedure of all dossiers, filed at the counter."""
    procedure = Procedure.objects.create(
        key="chung-thuc", code="2.000815", name="Chứng thực bản sao", short_name="Chứng thực",
        name_folded=fold("Chứng thực bản sao"), search_text="chung thuc",
        field=Field.objects.create(slug="chung-thuc", name="Chứng thực"), level="xa", responsible_template="UBND_XA",
    )  # fmt: skip
    made = ProcedureRevision.objects.create(
        procedure=procedure, number=1, state="published", valid_from="2020-01-01", service_level=2,
        service_type="mot_phan", limit_value=5, limit_unit="working_day", workflow="xa_chuan", result_name="Bản sao",
    )  # fmt: skip
    ChannelOffer.objects.create(revision=made, channel="truc_tiep", limit_value=5, limit_unit="working_day")
    return made
