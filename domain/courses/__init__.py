"""Sessions with one person or a group, programmes and trainings with sign-up, and who came.

What a plan asks for with the person of a case is arranged here as well: sessions, visits at home and errands.

`activities` says what the plan in force asks for and how far it is, `visiting` within which hours it can be, `series`
puts an activity into the calendar for four weeks.

`life` is a course from draft to end, `signing` gives its seats, `meetings` plans sessions within the office's `hours`,
`holding` says who came, `reading` and `week` are what the pages show, `by_chat` what everybody may see and do in a
chat, `month` what a centre counts by the month.
"""
