"""The compose file is held against a schema: no engine runs where the project is tested."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from portal.env import Env

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
SECRETS = ("SECRET_KEY", "SEALING_KEYS", "PASSWORD")


def test_the_compose_file_keeps_to_the_schema():
    schema = json.loads((Path(__file__).parent / "compose_schema.json").read_text())

    jsonschema.validate(COMPOSE, schema)


def test_a_misspelt_key_would_be_found():
    schema = json.loads((Path(__file__).parent / "compose_schema.json").read_text())
    spoilt = {**COMPOSE, "services": {"web": {**SERVICES["web"], "enviroment": {}}}}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spoilt, schema)


def test_the_parts_of_production_are_there():
    assert set(SERVICES) == {"prepare", "web", "sender", "worker", "beat", "database", "broker", "scanner", "proxy"}


def test_services_wait_only_for_services_that_exist():
    awaited = {name for service in SERVICES.values() for name in service.get("depends_on", {})}

    assert awaited <= set(SERVICES)


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text()
    used = re.findall(r"\$\{([A-Z_]+)(:[?-])?", text)

    assert {name for name, kind in used if kind != ":?"} == set()


def test_every_variable_of_the_portal_is_one_it_reads():
    known = {f"PORTAL_{name.upper()}" for name in Env.__dataclass_fields__}

    assert set(SERVICES["web"]["environment"]) <= known


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert [line for line in lines if line.startswith("USER")] == ["USER portal"]
    assert [line for line in lines if line.startswith("FROM")][-1] == "FROM python:3.11-slim"
