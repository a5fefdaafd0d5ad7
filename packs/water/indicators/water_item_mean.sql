/*---
indicator = "water_item_mean"
name = { zh = "水质单项年均浓度", en = "Annual mean of an item" }
description = { zh = "采样日均值的年平均，未检出按检出限一半", en = "Mean over the days of sampling; a non-detect is half its limit" }
unit = "mg/L"
decimals = 6
level = "station"
period = "year"
by = ["item"]
---*/
SELECT place, period, item, amount AS value, days AS have, days AS expected
FROM water_year
