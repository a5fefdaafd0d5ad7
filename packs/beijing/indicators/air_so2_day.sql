/*---
indicator = "air_so2_day"
name = { zh = "SO2日均浓度", en = "SO2, daily mean" }
description = { zh = "SO2小时值的日均值；不足20小时的标为无效", en = "Mean of the day's hourly values of SO2; a day with fewer than 20 is shown as not valid" }
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
  so2_all AS value,
  so2_hours AS have,
  24 AS expected,
  CASE WHEN so2 IS NULL THEN concat('day_hours(', CAST(so2_hours AS text), '/20)') END AS reason
FROM air_day
WHERE so2_hours > 0
