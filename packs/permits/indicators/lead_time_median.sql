/*---
indicator = "lead_time_median"
name = { zh = "办理时长中位数", en = "Median lead time" }
description = { zh = "办件从第一个事件到最后一个事件的时间", en = "Time from the first event of a case to its last" }
unit = "h"
decimals = 6
level = "municipality"
period = "month"
better = "down"
---*/
-- In hours, as the reference by month has it.
SELECT
  'municipality' AS place,
  month(first_at) AS period,
  median(lead) AS value,
  count(*) AS have,
  count(*) AS expected
FROM permit_case
GROUP BY month(first_at)
