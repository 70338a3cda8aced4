"""What the tests of pages share besides the Chromium of chromium.py: an office whose passwords were chosen just now."""

from chromium import real_office

__all__ = ["real_office"]
