"""The driver's chat: one stop a message, big buttons that carry the number of their stop, and the end of the day.

`doorstep` words a stop and its keyboard, `reporting` hears what happened at a door, `day` is home, beginning, list and
end, `presses` understands a button that comes late or again, whatever the open question is.
"""

from bot.driver.day import home
from bot.driver.presses import STEPS, anywhere, call_me

__all__ = ["STEPS", "anywhere", "call_me", "home"]
