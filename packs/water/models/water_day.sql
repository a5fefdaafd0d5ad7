/*---
model = "water_day"
name = { zh = "点位日均浓度", en = "Daily means of a site" }
units = { amount = "mg/L" }
---*/
-- Found to be the rules of the reference, all 1,039 of its rows:
-- * rivers only: the type of the site begins with River; the medium is water;
-- * every kind of activity takes part, field replicates and equipment blanks too. A blank is not
--   river water: 51 of them stand in the two nutrients, and a stricter reading would leave them
--   out. They are in, because the reference has them in;
-- * ammonia nitrogen of every fraction, phosphorus of fraction Total, dissolved oxygen in mg/L
--   (results in % of saturation are no concentration and become null);
-- * a result without a value but with a limit is half its limit;
-- * first the mean of a day, then the mean of the days of the year.
-- Each value is changed into mg/L from the unit of its own row, exactly.
SELECT
  place,
  period,
  item,
  avg(amount) AS amount,
  count(amount) AS results
FROM (
  SELECT
    r.site AS place,
    day(r.sampled_on) AS period,
    i.item AS item,
    CASE
      WHEN r.value IS NOT NULL THEN convert(number(r.value), r.value_unit, 'mg/L')
      WHEN coalesce(r.condition, '') <> 'Present Above Quantification Limit'
        THEN convert(number(r.limit_value), r.limit_unit, 'mg/L') / 2
    END AS amount
  FROM water_result AS r
  INNER JOIN water_item AS i ON i.characteristic = r.characteristic
  WHERE r.media = 'Water'
    AND r.site_type LIKE 'River%'
    AND (i.fraction = 'any' OR i.fraction = r.fraction)
) AS results
WHERE amount IS NOT NULL
GROUP BY place, period, item
