"""Start the sandbox: `python -m portal.sandbox --port N`."""

import argparse
import sys
from pathlib import Path

from aiohttp import web

from portal.sandbox.app import KINDS, Options, build

HOST = "127.0.0.1"


def main() -> int:
    """Serve all partners until the process is asked to end."""
    options = _arguments().parse_args()
    secret = options.secret_file.read_text(encoding="utf-8").strip() if options.secret_file else options.secret
    if not secret.isascii() or not secret:
        sys.exit("A secret of ASCII letters is needed: --secret or --secret-file.")
    if options.data:
        options.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    addresses = dict(pair.split("=", 1) for pair in options.webhook)
    if not addresses.keys() <= {kind.name for kind in KINDS}:
        sys.exit("--webhook takes PARTNER=URL, the partner one of carrier, sms, zalo, push.")
    app = build(Options(secret=secret, data=options.data, webhooks=addresses, pace=options.pace))
    web.run_app(app, host=HOST, port=options.port, access_log=None, print=None, shutdown_timeout=1)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m portal.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True, metavar="N")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the ledgers there, over restarts")
    parser.add_argument(
        "--webhook", action="append", default=[], metavar="PARTNER=URL", help="where the portal hears a partner"
    )
    parser.add_argument("--secret", default="", help="of clients, of signatures and of the control call")
    parser.add_argument("--secret-file", type=Path, metavar="FILE", help="the same from a file")
    parser.add_argument(
        "--pace", type=float, default=0.0, metavar="SECONDS", help="parcels travel by themselves, a step each time"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
