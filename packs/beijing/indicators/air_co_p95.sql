/*---
indicator = "air_co_p95"
name = { zh = "CO日均值第95百分位数", en = "CO, 95th percentile of daily means" }
description = { zh = "CO有效日值的日均值第95百分位数；不足规定天数的年份标为无效", en = "95th percentile of daily means of CO; a year with too few days is shown as not valid" }
unit = "mg/m³"
decimals = 1
edition_decimals = { "2026" = 2 }
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
  percentile(co, 0.95) AS value,
  count(co) AS have,
  days_in(year(period)) AS expected,
  year_short(period, co) AS reason
FROM air_day
GROUP BY place, year(period)
