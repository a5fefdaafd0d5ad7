/*---
indicator = "services_time_saved"
name = { zh = "办事时间缩减（实际）", en = "Time saved by things (actual)" }
description = { zh = "1 − 实际用时 / 逐项承诺时限之和，均为工作日，暂停不计（口径四：实际）", en = "1 − working days taken / sum of the items' promises, without paused time (definition D4: actual)" }
unit = "%"
decimals = 1
level = "street"
period = "month"
better = "up"
roll_up = { places = ["district"], periods = ["year"] }
---*/
-- As sums over sums, so that it rolls up. A case that was withdrawn or cancelled was not decided
-- (`kept` is null), and one whose items promise nothing has nothing to compare with: both count
-- in the coverage only.
SELECT
  a.ancestor AS place,
  month(t.closed_at) AS period,
  sum(t.item_days - t.taken_days) FILTER (WHERE t.kept IS NOT NULL AND t.item_days > 0)
    / sum(t.item_days) FILTER (WHERE t.kept IS NOT NULL AND t.item_days > 0) AS value,
  count(*) FILTER (WHERE t.kept IS NOT NULL AND t.item_days > 0) AS have,
  count(*) AS expected
FROM thing_done AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE a.level = 'street'
GROUP BY a.ancestor, month(t.closed_at)
