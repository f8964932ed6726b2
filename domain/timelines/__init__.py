"""What must be done and by when: the timelines of the services, tasks of a case, and the list of what is due.

Dates of a timeline are reckoned from the case's own (`counting`) and written down only when a step is done or moved
(`tasks`). `due` joins them with the terms of the law, plan reviews, visits and papers; `morning` tells it in the chat.
"""
