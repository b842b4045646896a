"""What the first reader of a server would wait for, made beforehand: compiled templates, and figures of the graph."""

import threading
from contextlib import suppress

from flask import Flask

from ..context import Service
from ..overview import overview
from ..sparql.job import QueryError
from ..statements import company_labels
from ..store import LocalStore, StoreError


def prepare(app: Flask, here: Service) -> threading.Thread:
    """Do so in a thread of its own; a server that ends meanwhile, or a store that cannot be read, stops it."""

    def work() -> None:
        for name in app.jinja_env.list_templates(["html"]):
            app.jinja_env.get_template(name)
        with suppress(QueryError, StoreError, OSError, RuntimeError):
            if isinstance(here.store, LocalStore):
                overview(here.select)
                company_labels(here)

    thread = threading.Thread(target=work, name="prepare pages", daemon=True)
    thread.start()
    return thread
