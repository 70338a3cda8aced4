"""What tests of the whole application share: a clock that they turn, and an office in which much has happened."""

from happened import clock, furnished_office, much_happened

__all__ = ["clock", "furnished_office", "much_happened"]
