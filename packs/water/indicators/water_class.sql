/*---
indicator = "water_class"
name = { zh = "断面水质类别", en = "Class of a station" }
description = { zh = "pH、溶解氧、氨氮、总磷中最差的一项，四项即近每次采样都有的项目", en = "The worst of pH, dissolved oxygen, ammonia nitrogen and total phosphorus, the four that nearly every sampling has" }
unit = "1"
decimals = 0
level = "station"
period = "year"
better = "down"
standard = "gb3838"
editions = ["2002"]
---*/
SELECT place, period, max(class) AS value, count(class) AS have, 4 AS expected
FROM water_item_year
WHERE item IN ('pH', 'DO', 'NH3N', 'TP')
GROUP BY place, period
