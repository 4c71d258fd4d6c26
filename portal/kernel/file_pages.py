"""A stored file on its way to a screen: nothing in it can run, and no cache keeps it for somebody else."""

from typing import Final

from django.http import FileResponse, Http404

from portal.kernel.files import IMAGES, PDF, open_stored
from portal.kernel.models import StoredFile

#: What may be shown in the page; anything else is only saved.
INLINE: Final = frozenset({PDF, *IMAGES})
#: A sandboxed PDF is not drawn by Chromium; ours hold no script (kernel.files) and may load nothing.
POLICY: Final = {PDF: "default-src 'none'; object-src 'self'; frame-ancestors 'self'"}
SANDBOX: Final = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def send_stored(stored: StoredFile, *, is_saved: bool = False) -> FileResponse:
    """Send one stored file, to be shown or (`is_saved`) to be kept. Whether the person may see it was asked before.

    :raises Http404: the row stands but its bytes are gone.
    """
    try:
        opened = open_stored(stored)
    except FileNotFoundError:
        raise Http404 from None
    shown = stored.media_type in INLINE and not is_saved
    response = FileResponse(opened, as_attachment=not shown, filename=stored.name, content_type=stored.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY.get(stored.media_type, SANDBOX)
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
