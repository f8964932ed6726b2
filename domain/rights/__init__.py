"""What people may ask about their own data (chapter III of Regulation (EU) 2016/679), and how they are answered.

`requests` receives and answers, `listing` shows what waits, `restricting` keeps records as they are while a request is
examined, `export` gives a copy of everything; `scope` says from the tables themselves what everything is.
"""
