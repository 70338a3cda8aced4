"""The sentences that the page in the field says by itself, without a connection."""

from __future__ import annotations

from django.utils.translation import gettext as _


def field_words() -> dict[str, str]:
    """Return the sentences of ``field.js`` by name; %s stands for a number or a name."""
    return {
        "insecure": _("Work in the field needs an address that begins with https://. Ask your administrator for it."),
        "no_store": _("This browser does not let the page keep anything. Enter it on the usual page instead."),
        "none": _("Nothing was taken along today. Choose it while you have a connection."),
        "offline": _("No connection: entries wait on this telephone."),
        "online": _("Connected."),
        "others": _("%s entries of another account wait on this telephone. They are sent when it signs in here."),
        "mine": _("Signed in as %s."),
        "sign_in": _("Sign in, then send"),
        "signed_out": _("You are signed out. Your entries wait on this telephone until you sign in."),
        "waiting": _("%s wait to be sent"),
        "save": _("Save on this telephone"),
        "send": _("Send now"),
        "sent": _("Sent: %s."),
        "cancel": _("Cancel"),
        "waits": _("waits to be sent"),
        "clash": _("needs your decision"),
        "own": _("Your entry"),
        "theirs": _("On the server"),
        "anyway": _("Send it all the same"),
        "change": _("Change it"),
        "discard": _("Discard my entry"),
        "sure": _("Discard this entry for good? It was not sent."),
        "failed": _("It could not be sent now (%s). It stays here; try again later."),
        "must": _("Fill this in."),
        "due": _("due %s"),
        "choose": _("Choose at least one."),
    }
