"""People: an account, the citizen or organisation behind it, the roles held at agencies, and who stands in for whom."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from portal.accounts.enums import AccountKind, Role, Sex
from portal.kernel.sealed import SealedTextField


def _new_key() -> str:
    return uuid.uuid4().hex


class UserManager(BaseUserManager["User"]):
    """Makes accounts; passwords are hashed, never stored."""

    def create_user(self, *, password: str | None, **fields: Any) -> User:
        """Create an account; `None` as password means that it cannot sign in by one."""
        user = self.model(**fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account that can sign in by phone or e-mail."""

    key = models.CharField(max_length=32, unique=True, default=_new_key, editable=False)
    kind = models.CharField(max_length=8, choices=AccountKind)
    full_name = models.CharField(max_length=80)
    full_name_folded = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=16, null=True, blank=True, help_text="E.164")
    email = models.EmailField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "key"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone"], name="user_phone_once"),
            models.UniqueConstraint(fields=["email"], name="user_email_once"),
            models.CheckConstraint(name="user_kind_known", condition=Q(kind__in=AccountKind.values)),
            models.CheckConstraint(name="user_reachable", condition=Q(phone__isnull=False) | Q(email__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_citizen(self) -> bool:
        return self.kind == AccountKind.CITIZEN

    @property
    def is_officer(self) -> bool:
        return self.kind == AccountKind.STAFF

    def get_full_name(self) -> str:
        return self.full_name


class Citizen(models.Model):
    """What a citizen told once, so that no form asks again."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="citizen")
    national_id = SealedTextField(blank=True)
    national_id_print = models.CharField(max_length=64, blank=True)
    national_id_issued_on = models.DateField(null=True, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    address_line = models.CharField(max_length=200, blank=True)
    commune = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["national_id_print"],
                name="citizen_national_id_once",
                condition=~Q(national_id_print=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class Organization(models.Model):
    """A company, co-operative or other body that files dossiers through a person."""

    name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200)
    tax_code = models.CharField(max_length=14, unique=True)
    address_line = models.CharField(max_length=200, blank=True)
    representatives = models.ManyToManyField(User, related_name="organizations", blank=True)

    def __str__(self) -> str:
        return self.tax_code


class MembershipQuerySet(models.QuerySet["Membership"]):
    """The words people use about roles."""

    def held_on(self, day: date) -> MembershipQuerySet:
        """Return the roles that hold on `day`."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day, user__is_active=True
        )


class Membership(models.Model):
    """A role that a member of staff holds at an agency, for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="memberships")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    title = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role", "valid_from"], name="membership_held_once"),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="membership_desk_iff_one_stop",
                condition=(Q(role=Role.ONE_STOP_OFFICER) & Q(desk__isnull=False))
                | (~Q(role=Role.ONE_STOP_OFFICER) & Q(desk__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.agency_id}"


class Delegation(models.Model):
    """For some days one person acts in another's role; each act done so says it."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_held")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(name="delegation_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.deputy_id} {self.starts_on}–{self.ends_on}"
