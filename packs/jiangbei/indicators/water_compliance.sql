/*---
indicator = "water_compliance"
name = { zh = "水环境功能区达标率", en = "Sections that meet their functional zone" }
description = { zh = "控制断面按最差单项的类别达到功能区要求的比例", en = "Controlled sections whose class by the worst item meets that of their zone" }
unit = "%"
decimals = 1
level = "section"
period = "month"
better = "up"
standard = "gb3838"
editions = ["2002"]
roll_up = { places = ["district"], periods = ["year"] }
---*/
-- A section that was not sampled in a month takes no part in it: coverage says so.
SELECT
  m.place AS place,
  m.period AS period,
  count(*) FILTER (WHERE m.class <= z.required_class) / count(*) AS value,
  count(*) FILTER (WHERE m.items = 4) AS have,
  count(*) AS expected
FROM section_month AS m
INNER JOIN section_zone AS z ON z.section = m.place
GROUP BY m.place, m.period
