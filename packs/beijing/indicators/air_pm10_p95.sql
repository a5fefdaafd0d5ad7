/*---
indicator = "air_pm10_p95"
name = { zh = "PM10日均值第95百分位数", en = "PM10, 95th percentile of daily means" }
description = { zh = "PM10有效日值的日均值第95百分位数；不足规定天数的年份标为无效", en = "95th percentile of daily means of PM10; a year with too few days is shown as not valid" }
unit = "µg/m³"
decimals = 0
edition_decimals = { "2026" = 1 }
level = "station"
period = "year"
better = "down"
standard = "gb3095"
editions = ["2012", "2026"]
---*/
-- Every valid daily value takes part. The year counts with at least 324 days, 27 in every month
-- and 25 in February (GB 3095 table 4); the value is given even where it does not.
SELECT
  place,
  year(period) AS period,
  percentile(pm10, 0.95) AS value,
  count(pm10) AS have,
  days_in(year(period)) AS expected,
  year_short(period, pm10) AS reason
FROM air_day
GROUP BY place, year(period)
