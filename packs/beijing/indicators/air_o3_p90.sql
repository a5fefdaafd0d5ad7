/*---
indicator = "air_o3_p90"
name = { zh = "O3日最大8小时平均第90百分位数", en = "O3, 90th percentile of daily greatest 8-hour means" }
description = { zh = "O3有效日值的日最大8小时平均第90百分位数；不足规定天数的年份标为无效", en = "90th percentile of daily greatest 8-hour means of O3; a year with too few days is shown as not valid" }
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
  percentile(o3_8h, 0.9) AS value,
  count(o3_8h) AS have,
  days_in(year(period)) AS expected,
  year_short(period, o3_8h) AS reason
FROM air_day
GROUP BY place, year(period)
