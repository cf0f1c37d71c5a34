"""The questionnaire as data: what is asked, in which parts, and how an answer is checked.

No database and no Django in here; pages, reports and imports all read the same values.
"""
