"""The addresses that are put together are those of the URLs."""

from django.urls import reverse, set_script_prefix

from luoshi.kernel.kinds.addresses import list_address, record_address, step_address


def test_addresses_are_those_of_the_urls_also_beneath_a_folder() -> None:
    try:
        for prefix in ("/", "/luoshi/", "/"):
            set_script_prefix(prefix)
            assert list_address("appeals") == reverse("records:list", args=["appeals"])
            assert record_address("appeals", 7) == reverse("records:detail", args=["appeals", 7])
            assert step_address("appeals", 7, "answer") == reverse("records:step", args=["appeals", 7, "answer"])
    finally:
        set_script_prefix("/")
