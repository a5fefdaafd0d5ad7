/*---
indicator = "air_pm10_day"
name = { zh = "PM10日均浓度", en = "PM10, daily mean" }
description = { zh = "PM10小时值的日均值；不足20小时的标为无效", en = "Mean of the day's hourly values of PM10; a day with fewer than 20 is shown as not valid" }
unit = "µg/m³"
decimals = 0
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
  pm10_all AS value,
  pm10_hours AS have,
  24 AS expected,
  CASE WHEN pm10 IS NULL THEN concat('day_hours(', CAST(pm10_hours AS text), '/20)') END AS reason
FROM air_day
WHERE pm10_hours > 0
