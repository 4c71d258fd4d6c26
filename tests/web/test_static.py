from pathlib import Path

from django.core.files.storage import FileSystemStorage

from portal.web.storage import StaticFilesStorage

SOURCE = Path(__file__).resolve().parents[2] / "portal" / "static"


def test_scripts_import_each_other_by_hashed_names(tmp_path: Path):
    names = [f"js/{file.name}" for file in (SOURCE / "js").glob("*.js")]
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((SOURCE / name).read_bytes())

    made = storage.post_process({name: (FileSystemStorage(tmp_path), name) for name in names})
    hashed = {name: new for name, new, _done in made if new.endswith(".js")}

    start = (tmp_path / hashed["js/start.js"]).read_text(encoding="utf-8")
    queue = (tmp_path / hashed["js/queue.js"]).read_text(encoding="utf-8")
    assert f'import("./{Path(hashed["js/theme.js"]).name}")' in start
    assert f'from "./{Path(hashed["js/keys.js"]).name}"' in queue
