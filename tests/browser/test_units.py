"""Units in Chromium: the tree folds without scripts and opens by branches, orders are previewed, sheets imported."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from luoshi.org.tree import queries as trees
from luoshi.org.tree.models import Unit
from luoshi.org.unit_import import sheets
from luoshi.org.unit_import.rules import UnitSheetRow


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


def test_the_tree_folds_without_scripts(visit):
    page = visit("clerk", "/units/", java_script_enabled=False)
    society = page.locator("text=云岭县茶叶学会")
    assert society.is_visible()
    page.locator("#unit-1 > details > summary, .tree > li > details > summary").first.click()
    assert not society.is_visible()


def test_a_large_tree_opens_its_branches_in_place_and_by_address(visit, monkeypatch):
    monkeypatch.setattr(trees, "WHOLE", 3)
    page = visit("clerk", "/units/")
    assert page.locator(".tree__one").count() == 1
    page.click(".tree__fold")
    page.wait_for_selector("text=青石镇")
    page.locator(".tree__one:has(> .tree__line:has-text('科学技术协会')) > .tree__fold").click()
    page.wait_for_selector("text=云岭县茶叶学会")
    plain = visit("clerk", page.url.removeprefix(page.url.split("/units/")[0]), java_script_enabled=False)
    expect(plain.locator(".tree__one")).to_have_count(6)
    plain.locator(".tree__fold").last.click()
    expect(plain.locator(".tree__one")).to_have_count(5)


def test_an_order_is_previewed_and_enter_never_carries_it_out(visit, live):
    kexie = live.office.units["kexie"]
    page = visit("admin", f"/units/{kexie.pk}/move/")
    page.fill("[name=parent]", "kxjsj")
    page.wait_for_selector("[role=option]:has-text('云岭县科学技术局')")
    page.press("[name=parent]", "Enter")
    page.click("#order button[type=submit]")
    page.wait_for_selector("text=目前还没有改动任何数据")
    page.press("[name=parent]", "Enter")
    page.wait_for_selector("text=目前还没有改动任何数据")
    assert trees.unit_paths([kexie.pk], timezone.localdate())[kexie.pk][-1][1] == "云岭县"
    page.click("text=确认执行")
    page.wait_for_selector("text=已完成")
    assert trees.unit_paths([kexie.pk], timezone.localdate())[kexie.pk][-1][1] == "云岭县科学技术局"
    assert "云岭县科学技术局" in page.inner_text(".crumbs")


def test_a_workbook_is_tried_and_then_imported(visit, live):
    rows = [UnitSheetRow(0, "hy", "红岩乡", "红岩", "county"), UnitSheetRow(0, "town", "青石街道")]
    data = sheets.export_unit_workbook(rows, timezone.localdate())
    page = visit("admin", "/units/import/")
    book = {"name": "单位.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.set_input_files("[name=file]", book)
    page.click("text=导入预览 >> nth=-1")
    page.wait_for_selector("text=导入单位：预览")
    assert not Unit.objects.filter(code="hy").exists()
    page.click("text=全部导入")
    page.wait_for_selector("text=已导入：新设1个，更名1个")
    assert page.locator("text=红岩乡").is_visible() and page.locator("text=青石街道").is_visible()
