"""Sessions with one person or a group, programmes and trainings with sign-up, and who came.

`life` is a course from draft to end, `signing` gives its seats, `meetings` plans sessions within the office's `hours`,
`holding` says who came, `reading` and `week` are what the pages show, `by_chat` what everybody may see and do in a
chat, `month` what a centre counts by the month.
"""
