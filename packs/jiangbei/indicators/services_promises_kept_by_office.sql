/*---
indicator = "services_promises_kept_by_office"
name = { zh = "部门按承诺办结率", en = "Promises kept by offices" }
description = { zh = "按承诺时限作出决定的事项 / 已决定的事项，按部门", en = "Items decided within the promise / items decided, by office" }
unit = "%"
decimals = 1
level = "street"
period = "month"
by = ["office"]
better = "up"
roll_up = { places = ["district"], periods = ["year"] }
---*/
SELECT
  a.ancestor AS place,
  month(i.decided_at) AS period,
  i.office,
  count(*) FILTER (WHERE i.kept) / count(i.kept) AS value,
  count(i.kept) AS have,
  count(*) AS expected
FROM item_done AS i
INNER JOIN place_ancestor AS a ON a.place = i.place
WHERE a.level = 'street'
GROUP BY a.ancestor, month(i.decided_at), i.office
