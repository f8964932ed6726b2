"""Processes die at any instant: no order is lost, none doubled, everybody told; what comes again says so."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.crash import day_under_fire, storm
from tests.e2e.house import MONDAY_AT_TEN, open_house

pytestmark = pytest.mark.processes


async def test_a_bot_that_is_killed_again_and_again_loses_and_doubles_no_order(tmp_path: Path):
    async with open_house("sqlite", tmp_path) as house:
        report = await storm(house, orders=48, kills=5)
        assert (report.lost, report.doubled) == ([], [])


async def test_jobs_that_are_killed_again_and_again_do_each_thing_once(tmp_path: Path):
    async with open_house("postgresql", tmp_path, hour=MONDAY_AT_TEN + timedelta(hours=8, minutes=5)) as house:
        report = await day_under_fire(house, kills=3)
        assert (report.lost, report.doubled) == ([], [])
