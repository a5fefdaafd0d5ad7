/*---
indicator = "air_o3_1h_day"
name = { zh = "O3日最大1小时浓度", en = "O3, greatest hour of the day" }
description = { zh = "O3小时值的日最大值；不足20小时的没有数值", en = "The greatest hourly value of O3; a day with fewer than 20 has no value" }
unit = "µg/m³"
decimals = 0
level = "station"
period = "day"
better = "down"
standard = "gb3095"
editions = ["2012"]
---*/
SELECT
  place,
  period,
  o3_1h AS value,
  o3_hours AS have,
  24 AS expected,
  CASE WHEN o3_1h IS NULL THEN concat('day_hours(', CAST(o3_hours AS text), '/20)') END AS reason
FROM air_day
WHERE o3_hours > 0
