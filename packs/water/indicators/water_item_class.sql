/*---
indicator = "water_item_class"
name = { zh = "水质单项类别", en = "Class of an item" }
description = { zh = "年均值的类别：1至5为Ⅰ至Ⅴ类，6为劣Ⅴ类", en = "Class of the annual mean: 1 to 5 are I to V, 6 is worse than V" }
unit = "1"
decimals = 0
level = "station"
period = "year"
by = ["item"]
better = "down"
standard = "gb3838"
editions = ["2002"]
---*/
SELECT place, period, item, class AS value, days AS have, days AS expected
FROM water_item_year
