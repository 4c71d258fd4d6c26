"""What is done about messages: telling, wishing, wording, and acting on what channels report."""

from notifications.actions.suppressions import appeal, lift
from notifications.actions.telling import draft, mark_read, tell, tell_many
from notifications.actions.templates import publish, restore_own
from notifications.actions.wishes import keep_wishes, leave, listen, listen_no_more

__all__ = [
    "appeal",
    "draft",
    "keep_wishes",
    "leave",
    "lift",
    "listen",
    "listen_no_more",
    "mark_read",
    "publish",
    "restore_own",
    "tell",
    "tell_many",
]
