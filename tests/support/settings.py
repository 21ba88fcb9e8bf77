"""The project's settings for a test run: nothing of the developer's environment, everything in a folder of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.support.ports import free_port

VARIABLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "MINGZHENG_ENV")
for name in VARIABLES:
    os.environ.pop(name, None)
VAR = Path(tempfile.mkdtemp(prefix="mz-test-"))
# Sites that journeys start take this port, so that what a test signs names the origin they serve.
PORT = free_port()
os.environ |= {
    "VAR_DIR": str(VAR),
    "KEYS_DIR": str(VAR / "keys"),
    "FILES_DIR": str(VAR / "files"),
    "PORT": str(PORT),
    "ORIGIN": f"http://localhost:{PORT}",
    "DATABASE_POOL": "0",  # tests point the connection at other databases; the pool has tests of its own
    "LOG_LEVEL": "WARNING",
}
_MAKER = os.getpid()


@atexit.register
def _remove() -> None:
    if os.getpid() == _MAKER:
        shutil.rmtree(VAR, ignore_errors=True)


from trading.project import keys
from trading.project.settings import *  # noqa: F403
from trading.project.settings import ENVIRONMENT

keys.prepare(ENVIRONMENT)
# The real one takes a quarter of a second a password.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
