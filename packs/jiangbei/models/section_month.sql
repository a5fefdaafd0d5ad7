/*---
model = "section_month"
name = { zh = "断面月类别", en = "Class of a section in a month" }
---*/
-- The worst of the items that were sampled; 6 is worse than V.
SELECT
  place,
  period,
  count(class) AS items,
  max(class) AS class
FROM (
  SELECT
    place,
    period,
    CASE item
      WHEN 'DO' THEN class_of('DO', amount)
      WHEN 'CODMn' THEN class_of('CODMn', amount)
      WHEN 'NH3N' THEN class_of('NH3N', amount)
      WHEN 'TP' THEN class_of('TP', amount, 'river')
    END AS class
  FROM section_item
) AS judged
GROUP BY place, period
