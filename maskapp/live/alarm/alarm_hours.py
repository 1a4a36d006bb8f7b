"""Whether the alarm is on at a time of the week."""

from datetime import datetime, timedelta

from maskapp.settings.alarm import WEEKDAYS, AlarmSettings, begin_and_end


def is_alarm_time(settings: AlarmSettings, at: datetime) -> bool:
    """Return whether the hours of the settings, if they have any, include a time.

    Hours that end the next day belong to the day on which they begin.

    Args:
        settings: The hours and days.
        at: A clock time in the user's time zone.
    """
    if not settings.alarm_has_hours:
        return True
    begins, ends = begin_and_end(settings.alarm_hours)
    now, days = at.time(), settings.alarm_days.split()
    has_today = WEEKDAYS[at.weekday()] in days
    if begins < ends:
        return has_today and begins <= now < ends
    has_yesterday = WEEKDAYS[(at - timedelta(days=1)).weekday()] in days
    return (has_today and now >= begins) or (has_yesterday and now < ends)
