/*---
indicator = "equipment_availability"
name = { zh = "设备可动率", en = "Equipment availability" }
description = { zh = "计划运转时间中能够运转的比例（故障停机除外）", en = "Share of the planned running time in which the machine could run" }
unit = "%"
decimals = 1
level = "machine"
period = "month"
better = "up"
roll_up = { places = ["factory", "district"], periods = ["year"] }
---*/
-- One of three published formulas for 可动率, that by time: (planned − stopped by trouble) /
-- planned; never over 100 %. An hour is known when its state is known for 45 minutes or more; a
-- month counts when its days have 20 known hours on average. Both numbers are this pack's own.
SELECT
  place,
  month(period) AS period,
  sum(able) / sum(planned) AS value,
  count(*) FILTER (WHERE known >= 2700) AS have,
  days_in(month(period)) * 24 AS expected,
  CASE WHEN count(*) FILTER (WHERE known >= 2700) < days_in(month(period)) * 20
    THEN concat(
      'known_hours(',
      CAST(count(*) FILTER (WHERE known >= 2700) AS text),
      '/',
      CAST(days_in(month(period)) * 20 AS text),
      ')'
    ) END AS reason
FROM machine_hour
GROUP BY place, month(period)
