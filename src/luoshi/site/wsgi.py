"""The application as a WSGI callable, for waitress or another server."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from luoshi.site.key_checks.startup_checks import refuse_others
from luoshi.site.keys import require_keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
require_keys(settings.DATA, os.environ)  # now, not at a user's first page
refuse_others(settings.DATA, os.environ)
application = get_wsgi_application()
