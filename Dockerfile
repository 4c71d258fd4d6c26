# Two stages: the first installs the locked dependencies, the second carries them and the code, nothing else.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/portal
COPY requirements.lock .
RUN python -m venv /srv/venv && /srv/venv/bin/pip install --require-hashes -r requirements.lock

FROM python:3.11-slim
# Liberation Serif stands in for the typeface of official documents where the agency has installed none.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/portal portal \
    && install -d -o portal -g portal /srv/data
COPY --from=build /srv/venv /srv/venv
COPY --chown=root:root . /srv/portal
WORKDIR /srv/portal
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings \
    PORTAL_DATA_DIR=/srv/data
RUN PORTAL_SECRET_KEY=build PORTAL_SEALING_KEYS=build PORTAL_DATABASE_URL=sqlite:////tmp/build.sqlite3 \
    python manage.py messages compile
USER portal
VOLUME /srv/data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--respawn-failed-workers", "portal.wsgi:application"]
