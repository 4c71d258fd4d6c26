"""Note who looked at a dossier; the applicant can read it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop

from dossiers.models import Dossier, DossierView
from portal.accounts.models import User

#: Looking again within this time is the same look.
SAME_LOOK: Final = timedelta(minutes=10)


@transaction.atomic
def note_view(*, dossier: Dossier, viewer: User, title: str, at: datetime, what: str = "") -> DossierView | None:
    """Note that somebody opened a dossier, or one thing of it. `None`: noted a few minutes ago.

    Whatever language the viewer reads, `what` is kept in Vietnamese and translated when shown.
    """
    seen = what or gettext_noop("Mở hồ sơ")
    lately = dossier.views.filter(viewer=viewer, what=seen, viewed_at__gt=at - SAME_LOOK)
    if lately.exists():
        return None
    return DossierView.objects.create(dossier=dossier, viewer=viewer, viewer_title=title[:160], what=seen, viewed_at=at)
