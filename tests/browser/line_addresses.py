"""The pages that lines of work have of their own: tables handed in, tiles of villages, work in the field."""

NO_PAGES = {
    "about_table_file": "takes POST",
    "official_file": "takes POST",
    "field": "a page of its own, kept without a connection: tests/browser/test_field.py",
    "field_worker": "a script: tests/browser/test_field.py",
    **dict.fromkeys(("field_session", "field_take"), "JSON"),
    "field_send": "takes POST",
}
PAGES = (
    ("platform_year", "supervisor", "/platforms-year/"),
    ("official_table", "supervisor", "/recognitions/tables/gradient/"),
    ("about_table", "supervisor", "/year-table/platforms/"),
    ("tiles", "clerk", "/soil-tiles/"),
    ("coordinates", "clerk", "/soil-tiles/points.geojson", 405),
    ("field_choose", "clerk", "/soilsamples/field/"),
)
