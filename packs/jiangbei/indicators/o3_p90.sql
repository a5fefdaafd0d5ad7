/*---
indicator = "o3_p90"
name = { zh = "O3日最大8小时平均第90百分位数", en = "O3, 90th percentile of daily 8-hour means" }
description = { zh = "全区O3日最大8小时平均的第90百分位数", en = "90th percentile of the district's daily greatest 8-hour means" }
unit = "µg/m³"
decimals = 0
edition_decimals = { "2026" = 1 }
level = "district"
period = "year"
better = "down"
standard = "gb3095"
editions = ["2012", "2026"]
---*/
SELECT
  place,
  year(period) AS period,
  percentile(o3_8h, 0.9) AS value,
  count(o3_8h) AS have,
  days_in(year(period)) AS expected,
  year_short(period, o3_8h) AS reason
FROM air_district_day
GROUP BY place, year(period)
