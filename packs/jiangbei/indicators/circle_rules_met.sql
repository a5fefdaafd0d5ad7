/*---
indicator = "circle_rules_met"
name = { zh = "生活圈标准符合率", en = "Rules of circles met" }
description = { zh = "能判定的应配建规则中符合的占比，按标准", en = "Of the rules that can be judged, the share that is met, by standard" }
unit = "%"
decimals = 1
level = "street"
period = "year"
by = ["standard"]
better = "up"
roll_up = { places = ["district"] }
---*/
-- A line of the table is a rule at a neighbourhood; what cannot be judged is neither met nor
-- missing, and `have` says how many could be.
SELECT
  a.ancestor AS place,
  year(v.as_of) AS period,
  concat(v.standard, '_', v.edition) AS standard,
  count(*) FILTER (WHERE v.verdict = 'met') AS numerator,
  count(*) FILTER (WHERE v.verdict <> 'not_measurable') AS denominator,
  count(*) FILTER (WHERE v.verdict <> 'not_measurable') AS have,
  count(*) AS expected
FROM access_verdict AS v
INNER JOIN place_ancestor AS a ON a.place = v.place
WHERE v.people > 0 AND v.must = 'M' AND a.level = 'street'
GROUP BY a.ancestor, year(v.as_of), concat(v.standard, '_', v.edition)
