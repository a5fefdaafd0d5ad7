/*---
indicator = "lead_time_mean_by_channel"
name = { zh = "平均办理时长（按渠道）", en = "Mean lead time by channel" }
description = { zh = "办件从第一个事件到最后一个事件的时间", en = "Time from the first event of a case to its last" }
unit = "s"
decimals = 3
level = "municipality"
period = "all"
by = ["channel"]
better = "down"
---*/
-- In seconds, over all time, as the reference by channel has it.
SELECT
  'municipality' AS place,
  all_time() AS period,
  channel,
  avg(lead) AS value,
  count(*) AS have,
  count(*) AS expected
FROM permit_case
GROUP BY channel
