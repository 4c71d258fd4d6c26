"""What the API tells of a dossier to who holds its slip: status and dates, the name masked."""

from typing import Any

from rest_framework import serializers

from dossiers.enums import Status


class TrackFields(serializers.Serializer[Any]):
    """The code of a dossier and the second fact that stands beside it."""

    code = serializers.CharField(max_length=60, help_text="reference (TN-…) or official code")
    secret = serializers.CharField(max_length=40, help_text="eight letters and digits, with or without a dash")


class StatusFields(serializers.Serializer[Any]):
    """Where a dossier stands."""

    code = serializers.IntegerField(min_value=1, max_value=10, help_text="national code")
    key = serializers.ChoiceField(choices=Status.choices)
    words = serializers.CharField(help_text="as the person who waits reads it")


class StepFields(serializers.Serializer[Any]):
    """Something that happened, or, without an instant, that comes next."""

    title = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class TrackedDossier(serializers.Serializer[Any]):
    """A dossier as its slip shows it."""

    code = serializers.CharField()
    procedure = serializers.CharField()
    applicant = serializers.CharField(help_text="masked")
    agency = serializers.CharField()
    desk = serializers.CharField()
    status = StatusFields()
    submitted_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="null while no time limit runs")
    waits_for_applicant = serializers.BooleanField()
    steps = StepFields(many=True)
