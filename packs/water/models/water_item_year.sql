/*---
model = "water_item_year"
name = { zh = "点位年度单项类别", en = "Class of an item at a site in a year" }
---*/
-- 1 … 5 are classes I … V, 6 is worse than V. The mean is judged as it is, not rounded first.
SELECT
  y.place AS place,
  y.period AS period,
  y.item AS item,
  y.days AS days,
  CASE y.item
    WHEN 'DO' THEN class_of('DO', y.amount)
    WHEN 'NH3N' THEN class_of('NH3N', y.amount)
    WHEN 'TP' THEN class_of('TP', y.amount, 'river')
    WHEN 'BOD5' THEN class_of('BOD5', y.amount)
    WHEN 'COD' THEN class_of('COD', y.amount)
    WHEN 'Cu' THEN class_of('Cu', y.amount)
    WHEN 'Zn' THEN class_of('Zn', y.amount)
    WHEN 'F' THEN class_of('F', y.amount)
    WHEN 'Se' THEN class_of('Se', y.amount)
    WHEN 'As' THEN class_of('As', y.amount)
    WHEN 'Hg' THEN class_of('Hg', y.amount)
    WHEN 'Cd' THEN class_of('Cd', y.amount)
    WHEN 'Pb' THEN class_of('Pb', y.amount)
  END AS class
FROM water_year AS y
UNION ALL
SELECT place, period, 'pH' AS item, days, class_of('pH', ph) AS class
FROM ph_year
