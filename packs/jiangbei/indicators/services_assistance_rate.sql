/*---
indicator = "services_assistance_rate"
name = { zh = "重点群体帮扶率", en = "Assistance rate of the key groups" }
description = { zh = "年内至少有一项帮扶措施完成的重点群体人数 / 年末在册重点群体人数", en = "People of the key groups with at least one measure done in the year / people of the key groups on its last day" }
unit = "%"
decimals = 1
level = "street"
period = "year"
better = "up"
roll_up = { places = ["district"] }
---*/
-- A row of the register holds from its first day up to, and without, its last. Those without a
-- measure are the rows of the register that the evidence lists and no measure joins.
WITH assisted AS (
  SELECT person, year(done_at) AS done_in, count(*) AS measures
  FROM measure_done
  WHERE done AND programme = 'assistance'
  GROUP BY person, year(done_at)
)
SELECT
  a.ancestor AS place,
  year(d.last_day) AS period,
  count(m.measures) / count(*) AS value,
  count(*) AS have,
  count(*) AS expected
FROM key_group_register AS k
INNER JOIN reporting_day AS d ON d.register = k.register
INNER JOIN place_ancestor AS a ON a.place = k.place
LEFT JOIN assisted AS m ON m.person = k.person AND m.done_in = year(d.last_day)
WHERE a.level = 'street'
  AND k.from_on <= d.last_day
  AND (k.to_on IS NULL OR k.to_on > d.last_day)
GROUP BY a.ancestor, year(d.last_day)
