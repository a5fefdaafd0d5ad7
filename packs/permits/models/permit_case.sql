/*---
model = "permit_case"
name = { zh = "许可办件", en = "Permit case" }
units = { lead = "s" }
---*/
-- Found to be the rules of the reference:
-- * lead time: from the first event of the case to its last, not from its start and end dates;
--   the case belongs to the month of its first event;
-- * late: the end date is after the deadline as moments (377 of 1,329; as days it would be 309).
SELECT
  case_id,
  channel,
  min(at) AS first_at,
  seconds_between(min(at), max(at)) AS lead,
  min(deadline) AS deadline,
  min(case_end) AS case_end
FROM permit_event
GROUP BY case_id, channel
