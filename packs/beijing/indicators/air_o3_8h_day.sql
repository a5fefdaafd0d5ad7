/*---
indicator = "air_o3_8h_day"
name = { zh = "O3日最大8小时平均", en = "O3, daily greatest 8-hour mean" }
description = { zh = "O3滑动8小时平均的日最大值；有效窗口不足的日子没有数值", en = "The greatest running 8-hour mean of O3; a day with too few windows has no value" }
unit = "µg/m³"
decimals = 0
level = "station"
period = "day"
better = "down"
standard = "gb3095"
editions = ["2012"]
---*/
-- The rule of the day is the same in both editions: one is enough.
SELECT
  place,
  period,
  o3_8h AS value,
  o3_hours AS have,
  24 AS expected,
  CASE WHEN o3_8h IS NULL THEN concat('o3_8h(', CAST(o3_hours AS text), ' h)') END AS reason
FROM air_day
WHERE o3_hours > 0
