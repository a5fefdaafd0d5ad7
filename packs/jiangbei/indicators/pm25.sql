/*---
indicator = "pm25"
name = { zh = "PM2.5年均浓度", en = "PM2.5, annual mean" }
description = { zh = "各站有效日均值的全区平均，再求年均", en = "Annual mean of the district's valid daily means" }
unit = "µg/m³"
decimals = 0
edition_decimals = { "2026" = 1 }
level = "district"
period = "year"
better = "down"
standard = "gb3095"
editions = ["2012", "2026"]
---*/
-- The year counts with 324 days, 27 in every month and 25 in February (GB 3095 table 4).
SELECT
  place,
  year(period) AS period,
  avg(pm25) AS value,
  count(pm25) AS have,
  days_in(year(period)) AS expected,
  year_short(period, pm25) AS reason
FROM air_district_day
GROUP BY place, year(period)
