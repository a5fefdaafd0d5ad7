/*---
indicator = "services_supplements"
name = { zh = "每件事项补正次数", en = "Supplements per item" }
description = { zh = "要求补正的次数 / 已决定的事项，按事项", en = "Supplements asked for / items decided, by item" }
unit = "1"
decimals = 3
level = "street"
period = "month"
by = ["item"]
better = "down"
roll_up = { places = ["district"], periods = ["year"] }
---*/
SELECT
  a.ancestor AS place,
  month(i.decided_at) AS period,
  i.item,
  sum(i.supplements) / count(*) AS value,
  count(i.supplements) AS have,
  count(*) AS expected
FROM item_done AS i
INNER JOIN place_ancestor AS a ON a.place = i.place
WHERE a.level = 'street' AND i.outcome <> 'cancelled'
GROUP BY a.ancestor, month(i.decided_at), i.item
