"""Static files under hashed names, the names inside our own scripts included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise bears no types
    """Rewrites what `js/*.js` import, so that a script and its modules change together."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "js/*.js",
            (
                (r"""(?P<matched>import\(["'](?P<url>\./.*?)["']\))""", """import("%(url)s")"""),
                (r"""(?P<matched>from ["'](?P<url>\./.*?)["'])""", """from "%(url)s\""""),
            ),
        ),
    )
