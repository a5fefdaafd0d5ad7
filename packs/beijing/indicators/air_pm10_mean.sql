/*---
indicator = "air_pm10_mean"
name = { zh = "PM10年均浓度", en = "PM10, annual mean of valid daily means" }
description = { zh = "PM10有效日值的年均浓度；不足规定天数的年份标为无效", en = "Annual mean of valid daily means of PM10; a year with too few days is shown as not valid" }
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
  avg(pm10) AS value,
  count(pm10) AS have,
  days_in(year(period)) AS expected,
  year_short(period, pm10) AS reason
FROM air_day
GROUP BY place, year(period)
