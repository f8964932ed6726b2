"""Referrals between institutions and us, in both directions: a limited preview first, all of it once accepted."""
