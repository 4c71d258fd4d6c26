import pytest

from portal.env import Env

REQUIRED = {
    "PORTAL_SECRET_KEY": "s",
    "PORTAL_SEALING_KEYS": "new, old",
    "PORTAL_DATABASE_URL": "postgresql://po%40rtal:p%2Fw@db:5433/portal",
}


def test_what_is_missing_or_malformed_is_told_at_once():
    with pytest.raises(ValueError, match="PORTAL_SECRET_KEY is missing; PORTAL_SEALING_KEYS is missing") as refusal:
        Env.read({"PORTAL_DATABASE_URL": "sqlite:////x", "PORTAL_DEMO": "yes"})

    assert "PORTAL_DEMO is malformed" in str(refusal.value)


def test_a_refusal_never_repeats_a_value():
    with pytest.raises(ValueError, match="malformed") as refusal:
        Env.read({**REQUIRED, "PORTAL_UPLOAD_MAX_BYTES": "hunter2"})

    assert "hunter2" not in str(refusal.value)


def test_lists_are_split_and_trimmed():
    assert Env.read(REQUIRED).sealing_keys == ("new", "old")


def test_a_postgresql_url_is_taken_apart():
    database = Env.read(REQUIRED).database()

    assert (database["NAME"], database["HOST"], database["PORT"]) == ("portal", "db", "5433")
    assert (database["USER"], database["PASSWORD"]) == ("po@rtal", "p/w")


def test_sqlite_is_opened_so_that_it_loses_no_write():
    database = Env.read({**REQUIRED, "PORTAL_DATABASE_URL": "sqlite:////srv/x.sqlite3"}).database()

    assert database["NAME"] == "/srv/x.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_mail_goes_to_files_until_a_server_is_named(tmp_path):
    env = Env.read({**REQUIRED, "PORTAL_DATA_DIR": str(tmp_path)})

    assert env.mail()["EMAIL_FILE_PATH"] == tmp_path / "mail"


def test_a_mail_server_is_taken_apart():
    mail = Env.read({**REQUIRED, "PORTAL_SMTP_URL": "smtp+tls://u:p@relay:587"}).mail()

    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == ("relay", 587, True)


LINE = {
    **REQUIRED,
    "PORTAL_CARRIER_URL": "https://buudien.example/api",
    "PORTAL_CARRIER_WEBHOOK_SECRETS": "new,old",
    "PORTAL_CARRIER_TIMEOUT_MS": "300",
}


def test_without_a_line_to_a_carrier_there_is_paper():
    assert list(Env.read(REQUIRED).carriers()) == ["paper"]


def test_a_line_to_a_carrier_is_taken_before_paper():
    carriers = Env.read(LINE).carriers()

    assert list(carriers) == ["vnpost", "paper"]
    assert carriers["vnpost"]["webhook_secrets"] == ("new", "old")
    assert carriers["vnpost"]["timeout_seconds"] == 0.3


@pytest.mark.parametrize(
    ("variable", "value"), [("PORTAL_CARRIER_KIND", "dhl"), ("PORTAL_CARRIER_URL", "http://buudien.example")]
)
def test_a_line_that_cannot_be_used_is_refused_at_start(variable, value):
    with pytest.raises(ValueError, match=variable):
        Env.read({**LINE, variable: value}).carriers()
