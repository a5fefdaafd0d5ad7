/*---
indicator = "air_co_day"
name = { zh = "CO日均浓度", en = "CO, daily mean" }
description = { zh = "CO小时值的日均值；不足20小时的标为无效", en = "Mean of the day's hourly values of CO; a day with fewer than 20 is shown as not valid" }
unit = "mg/m³"
decimals = 1
level = "station"
period = "day"
better = "down"
standard = "gb3095"
editions = ["2012"]
---*/
-- The rule of the day (table 4) is the same in both editions: one is enough.
SELECT
  place,
  period,
  co_all AS value,
  co_hours AS have,
  24 AS expected,
  CASE WHEN co IS NULL THEN concat('day_hours(', CAST(co_hours AS text), '/20)') END AS reason
FROM air_day
WHERE co_hours > 0
