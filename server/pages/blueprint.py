"""Where the pages are registered; each module of this package adds its own."""

from flask import Blueprint

pages = Blueprint("pages", __name__)
