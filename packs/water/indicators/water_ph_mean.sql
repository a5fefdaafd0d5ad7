/*---
indicator = "water_ph_mean"
name = { zh = "pH年均值", en = "Annual mean pH" }
description = { zh = "采样日均值的年平均", en = "Mean over the days of sampling" }
unit = "1"
decimals = 6
level = "station"
period = "year"
---*/
SELECT place, period, ph AS value, days AS have, days AS expected
FROM ph_year
