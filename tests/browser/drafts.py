"""Which pages keep no draft of the words that are typed into them, and what a page lacks of it."""

from __future__ import annotations

from lxml import html

# Pages with a form whose words are not kept in the browser, each with the reason.
NOT_KEPT = {
    "sign_in": "account and password",
    "reset_page": "a new password",
    "account_password": "passwords",
    "account_reauthenticate": "a password",
    "account_factor": "a code that holds for half a minute",
    "open_account": "the name of an account, which is suggested",
    "open_accounts": "names of accounts, which are suggested",
    "new_person": "telephone and e-mail",
    "open_sign_up": "who somebody signs up on a telephone that may not be theirs",
    "file_appeal": "what somebody files on a telephone that may not be theirs",
    "enable": "the code of a slip",
    "begin_address": "an address, and a number that holds for half an hour",
    "open": "a number and a second fact, of somebody who has not signed in",
    "open_ask_any": "a number and a second fact, of somebody who has not signed in",
    "open_ask": "a number and a second fact, of somebody who has not signed in",
    "correct": "units and a date chosen for the rows that are ticked, which no draft knows",
    "roster_trial": "codes of units, which are proposed",
    "correct_person": "telephone and e-mail",
    "board_list": "the title of a board, one word",
    "board_build": "titles of tiles, and what is chosen in lists",
    "board_choose": "boxes that are ticked, and what sifts them",
    "board_places": "a file, and the number that stands on it",
}
WORDS = ("text", "number", "date", "email", "tel", "url", "search", "datetime-local", "month", None)


def lacking(page: str) -> list[str]:
    """The names of fields of words in the page's forms that are sent and keep no draft."""
    found = []
    for form in html.fromstring(page).iter("form"):
        if (form.get("method") or "get").lower() == "post" and not form.get("data-draft"):
            found += [character.get("name") or "" for character in form.iter("textarea")]
            found += [character.get("name") or "" for character in form.iter("input") if character.get("type") in WORDS]
    return found
