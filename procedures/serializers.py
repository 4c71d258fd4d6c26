"""The catalogue as the API tells it."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.agencies.enums import Level
from procedures import queries
from procedures.availability import ChannelState
from procedures.enums import Channel, LimitUnit, PaperKind, ServiceType
from procedures.models import ChannelOffer, FeeItem, Procedure, ProcedureRevision, Requirement
from procedures.suspension import Closure


class CatalogueParameters(serializers.Serializer[Any]):
    """What the list can be narrowed to."""

    q = serializers.CharField(
        required=False, max_length=100, default="", allow_blank=True, help_text="words, with diacritics or without"
    )
    field = serializers.SlugField(required=False, default="", allow_blank=True, help_text="slug of a field")
    agency = serializers.CharField(
        required=False, max_length=60, default="", allow_blank=True, help_text="key of an agency, or a role (UBND_XA)"
    )
    level = serializers.ChoiceField(required=False, choices=Level.choices, default="", allow_blank=True)
    life_event = serializers.SlugField(required=False, default="", allow_blank=True)
    channel = serializers.ChoiceField(required=False, choices=Channel.choices, default="", allow_blank=True)
    applicant = serializers.ChoiceField(
        required=False, choices=["ca_nhan", "doanh_nghiep", "to_chuc"], default="", allow_blank=True
    )


class LimitFields(serializers.Serializer[Any]):
    """A time limit: so many of a unit; no value for the same day and for seasons."""

    value = serializers.IntegerField(allow_null=True)
    unit = serializers.ChoiceField(choices=LimitUnit.choices)


class ProcedureLine(serializers.ModelSerializer[Procedure]):
    """A procedure as the list shows it."""

    field = serializers.CharField(source="field.name")
    owner = serializers.SerializerMethodField(help_text="who is competent")
    limit = serializers.SerializerMethodField()
    channels = serializers.SerializerMethodField()
    url = serializers.HyperlinkedIdentityField(view_name="api:procedure", lookup_field="code")

    class Meta:
        model = Procedure
        fields = (
            "code",
            "code_is_official",
            "name",
            "short_name",
            "field",
            "level",
            "owner",
            "limit",
            "channels",
            "url",
        )

    def get_owner(self, procedure: Procedure) -> str:
        return queries.owner_of(procedure)

    @extend_schema_field(LimitFields(allow_null=True))
    def get_limit(self, procedure: Procedure) -> dict[str, Any] | None:
        revision = self._revision(procedure)
        return {"value": revision.limit_value, "unit": revision.limit_unit} if revision else None

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Channel.choices)))
    def get_channels(self, procedure: Procedure) -> list[str]:
        revision = self._revision(procedure)
        return sorted(offer.channel for offer in revision.offers.all()) if revision else []

    def _revision(self, procedure: Procedure) -> ProcedureRevision | None:
        revisions: list[ProcedureRevision] = getattr(procedure, "in_force", [])
        return revisions[0] if revisions else None


class OfferFields(serializers.ModelSerializer[ChannelOffer]):
    """One way of filing, with its own time and fee."""

    class Meta:
        model = ChannelOffer
        fields = ("channel", "limit_value", "limit_unit", "fee_vnd")


class RequirementFields(serializers.ModelSerializer[Requirement]):
    """A paper that is asked for."""

    kind = serializers.ChoiceField(choices=PaperKind.choices)

    class Meta:
        model = Requirement
        fields = ("name", "kind", "originals", "copies", "is_required", "condition", "form_name")


class FeeFields(serializers.ModelSerializer[FeeItem]):
    """One line of the fees."""

    class Meta:
        model = FeeItem
        fields = ("name", "amount_vnd", "note")


class ProcedureDetail(serializers.ModelSerializer[ProcedureRevision]):
    """A procedure with its revision in force."""

    code = serializers.CharField(source="procedure.code")
    name = serializers.CharField(source="procedure.name")
    short_name = serializers.CharField(source="procedure.short_name")
    field = serializers.CharField(source="procedure.field.name")
    level = serializers.ChoiceField(source="procedure.level", choices=Level.choices)
    owner = serializers.SerializerMethodField()
    revision = serializers.IntegerField(source="number")
    service_type = serializers.ChoiceField(choices=ServiceType.choices)
    purpose = serializers.CharField(source="note")
    result = serializers.CharField(source="result_name")
    legal_basis = serializers.ListField(child=serializers.CharField())
    applicants = serializers.ListField(source="applicant_types", child=serializers.CharField())
    offers = OfferFields(many=True)
    requirements = RequirementFields(many=True)
    fees = FeeFields(source="fee_items", many=True)

    class Meta:
        model = ProcedureRevision
        fields = (
            "code",
            "name",
            "short_name",
            "field",
            "level",
            "owner",
            "revision",
            "valid_from",
            "service_level",
            "service_type",
            "applicants",
            "purpose",
            "limit_value",
            "limit_unit",
            "limit_note",
            "fee_vnd",
            "fee_note",
            "dossier_sets",
            "result",
            "legal_basis",
            "offers",
            "requirements",
            "fees",
        )

    def get_owner(self, revision: ProcedureRevision) -> str:
        return queries.owner_of(revision.procedure)


class AvailabilityParameters(serializers.Serializer[Any]):
    """Whose counter is meant."""

    agency = serializers.CharField(
        required=False, max_length=60, default="", allow_blank=True, help_text="key of a competent agency"
    )


class ClosureFields(serializers.Serializer[Any]):
    """The order that closes the counter: which, on what basis, until when, and what to do instead."""

    reference = serializers.CharField(help_text="the notice is read under this reference")
    basis = serializers.CharField()
    since = serializers.DateTimeField(source="starts_at")
    until = serializers.DateField(source="last_day", help_text="closed to the end of this day")
    notice = serializers.SerializerMethodField()
    instead = serializers.SerializerMethodField(help_text="ways that stay open; urgent cases may be asked for")

    @extend_schema_field(serializers.URLField())
    def get_notice(self, closure: Closure) -> str:
        return self._address("procedures:notice", closure.reference)

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_instead(self, closure: Closure) -> list[dict[str, str]]:  # noqa: ARG002 -- the framework's signature
        open_ways = self.context["instead"]
        return [{"channel": state.channel.value, "words": state.reason} for state in open_ways]

    def _address(self, page: str, *parts: str) -> str:
        return str(self.context["request"].build_absolute_uri(reverse(page, args=parts)))


class ChannelStateFields(serializers.Serializer[Any]):
    """One way of filing, now."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    is_offered = serializers.BooleanField()
    is_open = serializers.BooleanField()
    reason = serializers.CharField()
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.SerializerMethodField(help_text="null while no order closes the counter")
    opened_by = serializers.CharField(
        source="opened_by.reference", default=None, allow_null=True, help_text="what opens it all the same"
    )

    @extend_schema_field(ClosureFields(allow_null=True))
    def get_closed_by(self, state: ChannelState) -> dict[str, Any] | None:
        return ClosureFields(state.closed_by, context=self.context).data if state.closed_by else None


class AvailabilityFields(serializers.Serializer[Any]):
    """Which ways of filing are open at an instant, and what a dossier filed then would be promised."""

    at = serializers.DateTimeField()
    agency = serializers.CharField(allow_null=True, help_text="whose days and hours were read")
    channels = ChannelStateFields(many=True)
    likely_due = serializers.DateTimeField(allow_null=True)
