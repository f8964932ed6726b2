"""The individual support plan (ИПП): editions, goals by domain of life, and activities that become visits and meals.

`writing` drafts and submits an edition, `approving` answers it, `starting` begins the service, `reading` shows it all.
"""
