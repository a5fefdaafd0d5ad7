/*---
indicator = "active_seconds"
name = { zh = "加工时长", en = "Active time" }
description = { zh = "机床处于ACTIVE状态的秒数；没有可知状态的日子没有数值", en = "Seconds that a machine spent in state ACTIVE; a day of which no state is known has no value" }
unit = "s"
decimals = 6
level = "machine"
period = "day"
better = "up"
roll_up = { places = ["site"], periods = ["month"] }
---*/
-- A day of which nothing is known has no value: unknown is not zero. Coverage: hours of the day's
-- 24 whose state is known.
SELECT
  place,
  period,
  CASE WHEN known > 0 THEN active END AS value,
  known_hours AS have,
  24 AS expected
FROM machine_day
