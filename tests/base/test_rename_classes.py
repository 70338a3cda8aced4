"""Classes of models are renamed in the state of migrations, and in Django's lists of models and permissions."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState, StateApps

from luoshi.base.database.rename_classes import RenameClasses

KEY = ("id", models.BigAutoField(primary_key=True))
SHELF, VOLUME = "org.Shelf", "org.Volume"
RENAMES = RenameClasses({"Shelf": "BookShelf", "Volume": "BookVolume"})


@pytest.fixture
def before() -> ProjectState:
    """Two models that link to each other and one that links to itself, in one app."""
    state = ProjectState()
    operations = [
        migrations.CreateModel("Shelf", [KEY, ("above", models.ForeignKey(SHELF, models.CASCADE, null=True))]),
        migrations.CreateModel("Volume", [KEY, ("shelf", models.ForeignKey(SHELF, models.CASCADE))]),
        migrations.CreateModel("Reader", [KEY, ("reads", models.ForeignKey(VOLUME, models.CASCADE))]),
    ]
    for operation in operations:
        operation.state_forwards("org", state)
    return state


def renamed(state: ProjectState) -> ProjectState:
    after = state.clone()
    RENAMES.state_forwards("org", after)
    return after


def test_classes_get_their_new_names_with_their_relations_and_keep_their_tables(before: ProjectState) -> None:
    after = renamed(before)
    assert set(after.models) == {("org", "bookshelf"), ("org", "bookvolume"), ("org", "reader")}
    shelf, volume, reader = (after.apps.get_model("org", name) for name in ("BookShelf", "BookVolume", "Reader"))
    assert (shelf._meta.db_table, volume._meta.db_table) == ("org_shelf", "org_volume")
    assert volume._meta.get_field("shelf").related_model is shelf
    assert shelf._meta.get_field("above").related_model is shelf
    assert reader._meta.get_field("reads").related_model is volume
    assert set(before.models) == {("org", "shelf"), ("org", "volume"), ("org", "reader")}


def test_a_table_that_had_a_name_of_its_own_keeps_it(before: ProjectState) -> None:
    before.models["org", "shelf"].options["db_table"] = "planks"
    assert renamed(before).apps.get_model("org", "BookShelf")._meta.db_table == "planks"


def test_models_are_rendered_only_when_a_later_operation_asks(
    before: ProjectState, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[int] = []
    real = StateApps.render_multiple
    monkeypatch.setattr(
        StateApps, "render_multiple", lambda apps, states: (rendered.append(len(states)), real(apps, states))[1]
    )
    before.apps  # noqa: B018 as the executor renders them before the first migration
    rendered.clear()
    after = renamed(before)
    assert "apps" in after.__dict__  # the executor renders the models of a state without
    following = after.clone()
    assert not any(rendered)
    migrations.AddField("bookshelf", "room", models.CharField(max_length=9)).state_forwards("org", following)
    assert any(rendered)
    assert following.apps.get_model("org", "BookShelf")._meta.get_field("room").max_length == 9
    assert "room" not in {field.name for field in after.apps.get_model("org", "BookShelf")._meta.get_fields()}
    assert following.clone().apps is not following.apps


def test_a_state_that_is_only_computed_is_not_rendered(before: ProjectState) -> None:
    before.__dict__.pop("apps", None)
    assert "apps" not in renamed(before).__dict__


@pytest.mark.django_db
def test_lists_of_models_and_permissions_follow_there_and_back(before: ProjectState) -> None:
    listed = ContentType.objects.create(app_label="org", model="shelf")
    Permission.objects.create(content_type=listed, codename="add_shelf", name="Can add shelf")
    other = ContentType.objects.create(app_label="facts", model="shelf")
    editor = connection.schema_editor()
    RENAMES.database_forwards("org", editor, before, renamed(before))
    assert ContentType.objects.get(pk=listed.pk).model == "bookshelf"
    assert ContentType.objects.get(pk=other.pk).model == "shelf"
    assert [*listed.permission_set.values_list("codename", flat=True)] == ["add_bookshelf"]
    RENAMES.database_backwards("org", editor, renamed(before), before)
    assert ContentType.objects.get(pk=listed.pk).model == "shelf"
    assert [*listed.permission_set.values_list("codename", flat=True)] == ["add_shelf"]


@pytest.mark.django_db
def test_a_list_that_has_both_names_stays_as_it_is(before: ProjectState) -> None:
    for name in ("shelf", "bookshelf"):
        ContentType.objects.create(app_label="org", model=name)
    editor = connection.schema_editor()
    RENAMES.database_forwards("org", editor, before, renamed(before))
    kept = ContentType.objects.filter(app_label="org", model__endswith="shelf").values_list("model", flat=True)
    assert sorted(kept) == ["bookshelf", "shelf"]


def test_a_migration_says_which_classes_it_renames() -> None:
    assert RENAMES.describe() == "Rename classes: Shelf to BookShelf, Volume to BookVolume"
    assert RENAMES.deconstruct() == ("RenameClasses", (RENAMES.names,), {})
