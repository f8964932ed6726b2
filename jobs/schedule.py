"""The timetable: one table with everything that happens by itself. Hours are those of Sofia.

Nothing lies between 3 and 4 at night, which some days do not have and others have twice.
"""

from datetime import time

from domain.daily import Entry, When

TIMETABLE = (
    Entry("close_orders", When.CUT_OFF, time(14, 0)),
    Entry("plan_routes", When.WORKING_DAY_BEFORE, time(14, 5)),
    Entry("make_kitchen_sheets", When.WORKING_DAY_BEFORE, time(14, 30)),
    Entry("tell_drivers_and_kitchens", When.WORKING_DAY_BEFORE, time(15, 30)),
    Entry("tell_about_tomorrow", When.EVENING_BEFORE, time(18, 0)),
    # Meals can be cancelled until 7:30 on the day itself.
    Entry("repair_routes", When.SAME_DAY, time(7, 35)),
    Entry("clear_up", When.EVERY_DAY, time(2, 0)),
    # Before the colleagues hear what awaits them.
    Entry("keep_contract_days", When.EVERY_DAY, time(6, 30)),
    Entry("morning_summary", When.EVERY_DAY, time(8, 0)),
    # In the morning, though offers end at night: the next in line is told of a place by day.
    Entry("expire_offers", When.EVERY_DAY, time(8, 30)),
    Entry("remind_of_papers", When.EVERY_DAY, time(10, 0)),
    Entry("tidy_applications", When.EVERY_DAY, time(10, 30)),
    Entry("remind_of_sessions", When.EVERY_DAY, time(16, 0)),
)

#: When offices are reminded of tasks nobody has answered, in cron's words.
REMINDERS = {"hour": "8-18", "minute": "*/10"}

#: When the newest entries of the audit are linked to its chain.
SEALING = {"minute": "*", "second": 40}
