"""The one stylesheet, joined from small files: a folder or file per cascade layer, a file per component."""

import re
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_name("styles")
TARGET: Final = Path(__file__).resolve().parent.parent / "static" / "app.css"
LAYERS: Final = ("reset", "tokens", "base", "shell", "parts", "desk", "util", "print")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


def build() -> str:
    """Return the stylesheet: each layer once, in the order of `LAYERS`; what very old phones get comes last."""
    layers = [f"@layer {', '.join(LAYERS)};"]
    layers.extend(f"@layer {layer} {{\n{_of_layer(layer)}\n}}" for layer in LAYERS)
    return "\n".join([*layers, _bare(SOURCE / "fallback.css")]) + "\n"


def _of_layer(layer: str) -> str:
    single = SOURCE / f"{layer}.css"
    files = [single] if single.exists() else sorted((SOURCE / layer).glob("*.css"))
    return "\n".join(_bare(file) for file in files)


def _bare(file: Path) -> str:
    text = _COMMENT.sub("", file.read_text(encoding="utf-8"))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
