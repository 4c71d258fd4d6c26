"""What linters cannot see: sizes, names that must resolve, reasons that must be given."""

import ast
import inspect
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import celery
import pytest
from django.conf import settings

from portal.celery import app

ROOT = settings.BASE_DIR
PACKAGES = ("portal", "procedures", "counters", "dossiers", "documents", "postal", "meetings", "notifications")
LAYERS_WITH_DOCSTRINGS = ("actions", "queries", "permissions", "law", "deadlines", "kernel", "models")
HOOKS = {"clean", "delete", "get_context", "get_full_name", "ready", "save", "to_python"}
LINES_OF_A_FILE, LINES_OF_A_FUNCTION, LINES_OF_A_TEMPLATE = 400, 50, 120
DIRECT_DEPENDENCIES, TOP_LEVEL_ENTRIES = 40, 20


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files of the project as the repository knows them, relative to its root."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return tuple(sorted(Path(line) for line in listing.stdout.splitlines() if (ROOT / line).is_file()))


def modules() -> list[Path]:
    return [
        path for path in tracked()
        if path.suffix == ".py" and path.parts[0] in PACKAGES and "migrations" not in path.parts
    ]  # fmt: skip


def python_files() -> list[Path]:
    tests = [path for path in tracked() if path.suffix == ".py" and path.parts[0] in {"tests", "scripts"}]
    return [*modules(), *tests]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def matches(pattern: str, paths: list[Path]) -> list[str]:
    expression = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1)
        if expression.search(line)
    ]


def test_no_file_is_too_long_to_read():
    sizes = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in python_files()}

    assert {path: size for path, size in sizes.items() if size > LINES_OF_A_FILE} == {}


def test_no_function_is_too_long_to_read():
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path in python_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LINES_OF_A_FUNCTION
    }

    assert long == {}


def test_no_template_is_too_long_to_read():
    templates = [path for path in tracked() if path.suffix in {".html", ".txt"} and "templates" in path.parts]
    sizes = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in templates}

    assert {path: size for path, size in sizes.items() if size > LINES_OF_A_TEMPLATE} == {}


def own_tasks() -> dict[str, celery.Task]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.split(".")[0] in PACKAGES}


def test_a_task_takes_named_arguments_and_endures_those_of_a_later_release():
    wrong = {}
    for name, task in own_tasks().items():
        kinds = [parameter.kind for parameter in inspect.signature(task.run).parameters.values()]
        allowed = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
        if set(kinds) - allowed or inspect.Parameter.VAR_KEYWORD not in kinds:
            wrong[name] = str(inspect.signature(task.run))

    assert own_tasks()
    assert wrong == {}


def names_queued() -> set[str]:
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    return scheduled | {
        node.args[0].value
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "after_commit"
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_name_that_is_queued_is_that_of_a_task():
    assert sorted(names_queued() - set(own_tasks())) == []


def test_every_component_says_what_it_takes():
    folder = Path("portal/templates/components")
    silent = [
        path.name
        for path in tracked()
        if path.parent == folder and not (ROOT / path).read_text(encoding="utf-8").lstrip().startswith("{#")
    ]

    assert silent == []


def public_without_docstring(path: Path) -> list[str]:
    own = [node for node in tree(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    methods = [
        node
        for owner in own
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and not node.decorator_list and len(node.body) > 1
    ]
    explained_above = {node.name for node in methods if ast.get_docstring(node)}
    return [
        f"{path}:{node.name}"
        for node in [*own, *(method for method in methods if method.name not in explained_above)]
        if not node.name.startswith("_") and not ast.get_docstring(node) and not is_plain(node)
    ]


def is_plain(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Django's own hooks and the names of choices need no explanation of ours."""
    if isinstance(node, ast.ClassDef):
        return any(ast.unparse(base).endswith(("Choices", "AppConfig")) for base in node.bases)
    return node.name in HOOKS


def test_what_others_call_is_explained():
    layers = [path for path in modules() if {path.stem, *path.parts} & set(LAYERS_WITH_DOCSTRINGS)]

    assert [name for path in layers for name in public_without_docstring(path)] == []


def test_what_is_left_to_do_names_its_issue():
    texts = [path for path in tracked() if path.suffix in {".py", ".html", ".css", ".js", ".toml", ".yml"}]
    unnamed = matches(r"\b(TO[D]O|FIX[M]E)\b(?!\(#\d+\))", texts)

    assert unnamed == []


def test_every_suppression_gives_its_reason():
    silent = matches(r"#\s*(no[q]a|type:\s*[i]gnore|prag[m]a)\b(?!.* -- \S)(?!\S*  # \S)", python_files())

    assert silent == []


def test_dependencies_are_few_and_each_answers_a_need():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)["project"]["dependencies"]
    explained = re.findall(r'^    "[^"]+", +# needed for: \S', text, flags=re.MULTILINE)

    assert len(declared) <= DIRECT_DEPENDENCIES
    assert len(explained) == len(declared)


def test_the_first_look_at_the_repository_is_short():
    visible = {path.parts[0] for path in tracked() if not path.parts[0].startswith(".")}

    assert len(visible) <= TOP_LEVEL_ENTRIES


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_hashes_and_names_no_server(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9]\S*==", text, flags=re.MULTILINE)

    assert "://" not in text
    assert pinned
    assert text.count("==") == len(pinned)
    assert len(re.findall(r"==\S+ \\\n +--hash=sha256:", text)) == len(pinned)
