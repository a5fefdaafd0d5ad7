/*---
indicator = "air_so2_p98"
name = { zh = "SO2日均值第98百分位数", en = "SO2, 98th percentile of daily means" }
description = { zh = "SO2有效日值的日均值第98百分位数；不足规定天数的年份标为无效", en = "98th percentile of daily means of SO2; a year with too few days is shown as not valid" }
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
  percentile(so2, 0.98) AS value,
  count(so2) AS have,
  days_in(year(period)) AS expected,
  year_short(period, so2) AS reason
FROM air_day
GROUP BY place, year(period)
