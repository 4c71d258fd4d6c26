"""The catalogue, the orders that close counters, and what is exempted from them."""

from procedures.models.catalogue import (
    ChannelOffer,
    FeeItem,
    Field,
    LifeEvent,
    Procedure,
    ProcedureQuerySet,
    ProcedureRevision,
    Requirement,
)
from procedures.models.suspension import (
    ChannelGuidance,
    OrderContact,
    OrderEvent,
    OrderScope,
    PressCarriage,
    PressContact,
    SuspensionOrder,
    SuspensionOrderQuerySet,
)
from procedures.models.urgent import (
    Exemption,
    ExemptionEvidence,
    ExemptionQuerySet,
    UrgentEntry,
    UrgentList,
    UrgentPublication,
)

__all__ = [
    "ChannelGuidance",
    "ChannelOffer",
    "Exemption",
    "ExemptionEvidence",
    "ExemptionQuerySet",
    "FeeItem",
    "Field",
    "LifeEvent",
    "OrderContact",
    "OrderEvent",
    "OrderScope",
    "PressCarriage",
    "PressContact",
    "Procedure",
    "ProcedureQuerySet",
    "ProcedureRevision",
    "Requirement",
    "SuspensionOrder",
    "SuspensionOrderQuerySet",
    "UrgentEntry",
    "UrgentList",
    "UrgentPublication",
]
