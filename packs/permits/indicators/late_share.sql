/*---
indicator = "late_share"
name = { zh = "超期比例", en = "Share of late cases" }
description = { zh = "有期限且已结束的办件中，晚于期限结束的比例", en = "Cases that ended after their deadline among those with a deadline and an end" }
unit = "%"
decimals = 1
level = "municipality"
period = "month"
better = "down"
roll_up = { periods = ["year", "all"] }
---*/
-- By the month in which the case began. Coverage: dated cases of all.
SELECT
  'municipality' AS place,
  month(first_at) AS period,
  count(*) FILTER (WHERE case_end > deadline)
    / count(*) FILTER (WHERE case_end IS NOT NULL AND deadline IS NOT NULL) AS value,
  count(*) FILTER (WHERE case_end IS NOT NULL AND deadline IS NOT NULL) AS have,
  count(*) AS expected
FROM permit_case
GROUP BY month(first_at)
