"""Writes working days as two libraries of others count them, for a test of ours: one row for each of 100,000 random
starts and distances in the years 2012 to 2028, in the three divisions of the United Kingdom.

Both libraries are asked offline: `holidays` works the days out, `govuk-bank-holidays` carries a copy of GOV.UK's list.
"""

import bisect
import csv
import datetime
import random
import sys

import holidays
from govuk_bank_holidays.bank_holidays import BankHolidays

ROWS = 100_000
FIRST, LAST = 2012, 2028
DIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}

# Proclaimed after the copy was made: a bank holiday of Scotland on Monday 15 June 2026.
AFTER_THE_COPY = {("scotland", datetime.date(2026, 6, 15))}


def working_days(closed):
    """Lists the working days of all years, for a given set of bank holidays."""
    day, last = datetime.date(FIRST, 1, 1), datetime.date(LAST, 12, 31)
    days = []
    while day <= last:
        if day.weekday() < 5 and day not in closed:
            days.append(day)
        day += datetime.timedelta(days=1)
    return days


def nth(days, start, n):
    """Returns the n-th working day after start, or before it if n is negative; None outside the years."""
    at = bisect.bisect_right(days, start) + n - 1 if n > 0 else bisect.bisect_left(days, start) + n
    return days[at] if 0 <= at < len(days) else None


def main():
    computed, listed = {}, {}
    copy = BankHolidays(use_cached_holidays=True)
    for division, subdivision in DIVISIONS.items():
        computed[division] = holidays.country_holidays("GB", subdiv=subdivision, years=range(FIRST, LAST + 1))
        closed = {h["date"] for h in copy.get_holidays(division=division)}
        late = {day for name, day in AFTER_THE_COPY if name == division}
        if late & closed:
            sys.exit(f"the copy of {division} has {late & closed} now: take it out of AFTER_THE_COPY")
        listed[division] = working_days(closed | late)
    draw = random.Random(20220919)
    days = (datetime.date(LAST, 12, 31) - datetime.date(FIRST, 1, 1)).days
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["division", "start", "n", "holidays", "govuk"])
    rows = 0
    while rows < ROWS:
        division = draw.choice(list(DIVISIONS))
        start = datetime.date(FIRST, 1, 1) + datetime.timedelta(days=draw.randint(0, days))
        n = draw.choice([-1, 1]) * draw.choice([draw.randint(1, 12), draw.randint(1, 60)])
        other = nth(listed[division], start, n)
        if other is None:
            continue
        out.writerow([division, start, n, computed[division].get_nth_working_day(start, n), other])
        rows += 1


if __name__ == "__main__":
    main()
