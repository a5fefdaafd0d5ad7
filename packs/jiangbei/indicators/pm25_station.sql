/*---
indicator = "pm25_station"
name = { zh = "PM2.5站点年均浓度", en = "PM2.5 of a station, annual mean" }
description = { zh = "站点有效日均值的年均", en = "Annual mean of a station's valid daily means" }
unit = "µg/m³"
decimals = 0
edition_decimals = { "2026" = 1 }
level = "air_station"
period = "year"
better = "down"
standard = "gb3095"
editions = ["2012", "2026"]
---*/
SELECT
  place,
  year(period) AS period,
  avg(pm25) AS value,
  count(pm25) AS have,
  days_in(year(period)) AS expected,
  year_short(period, pm25) AS reason
FROM air_day
GROUP BY place, year(period)
