"""Marks of several experts: totals of sheets, ways to combine them, ranks, places. Pure: no clock, no database.

    total = total_sheet(items, marks)                     # exact; what lacks is named, null is no 0
    results = combine_scores(scores, "trimmed")           # scores: {object: {assessor: total}}
    places = fill_places(values, 3, ties)                 # who has a place, and who needs a vote

Source: domain sheet 11 §11.2, sheet 06 §6.8.
"""
