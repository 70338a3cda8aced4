"""What the attacks share: a clock that they turn, an office in which much has happened, a Chromium.

They are no part of ``make test`` (tests/conftest.py leaves them out): ``make security`` and ``make test-all`` run them.
Each carries ``@pytest.mark.control(number, words)``: the control of tools/controls.toml, and what of it is shown.
"""

from chromium import real_office
from happened import clock, furnished_office, much_happened

__all__ = ["clock", "furnished_office", "much_happened", "real_office"]
