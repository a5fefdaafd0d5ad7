/*---
indicator = "water_class"
name = { zh = "断面水质类别", en = "Class of a section" }
description = { zh = "1至5为Ⅰ至Ⅴ类，6为劣Ⅴ类，以最差的一项定", en = "By the worst item: 1 to 5 are classes I to V, 6 is worse than V" }
unit = "1"
decimals = 0
level = "section"
period = "month"
better = "down"
standard = "gb3838"
editions = ["2002"]
---*/
SELECT
  place,
  period,
  class AS value,
  items AS have,
  4 AS expected,
  CASE WHEN items < 4 THEN concat('items(', CAST(items AS text), '/4)') END AS reason
FROM section_month
