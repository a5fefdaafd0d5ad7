/*---
indicator = "temperature_day"
name = { zh = "日平均温度", en = "Temperature, daily mean" }
description = { zh = "当日全部读数的算术平均。", en = "Arithmetic mean of all records of the day." }
unit = "°C"
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
