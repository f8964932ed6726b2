"""Lists of the panel as spreadsheets: what the page shows, taken away as a file, and noted in the audit.

What leaves the panel is out of its guard. So the files hold no ЕГН, and nothing of a child's or a sealed case, also
where the reader may see it in the panel (чл. 84(2) ЗСУ).
"""
