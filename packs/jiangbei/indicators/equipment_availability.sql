/*---
indicator = "equipment_availability"
name = { zh = "设备可动率", en = "Equipment availability" }
description = { zh = "计划运转时间中能够运转的比例（故障停机除外）", en = "Share of the planned running time in which the machine could run" }
unit = "%"
decimals = 1
level = "machine"
period = "day"
better = "up"
roll_up = { places = ["factory", "district"], periods = ["month", "year"] }
---*/
-- One of three published formulas for 可动率, that by time: (planned − stopped by trouble) /
-- planned; never over 100 %. Coverage: hours of the day's 24 whose state is known for
-- 45 minutes or more.
SELECT
  place,
  day(period) AS period,
  sum(able) / sum(planned) AS value,
  count(*) FILTER (WHERE known >= 2700) AS have,
  24 AS expected,
  short('known_hours', known_hour, 12) AS reason
FROM (
  SELECT place, period, able, planned, known,
    CASE WHEN known >= 2700 THEN 1 END AS known_hour
  FROM machine_hour
) AS hours
GROUP BY place, day(period)
