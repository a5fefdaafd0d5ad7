/*---
indicator = "power_day"
name = { zh = "日平均功率", en = "Power, daily mean" }
description = { zh = "当日全部读数的算术平均。", en = "Arithmetic mean of all records of the day." }
unit = "W"
decimals = 2
level = "machine"
period = "day"
---*/
SELECT
  place,
  day(hour) AS period,
  sum(total) AS numerator,
  sum(n) AS denominator,
  count(*) AS have,
  24 AS expected
FROM machine_hour
GROUP BY place, day(hour)
