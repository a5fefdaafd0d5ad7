/*---
indicator = "availability"
name = { zh = "可用率", en = "Availability" }
description = { zh = "ACTIVE秒数除以状态可知的秒数；UNAVAILABLE是不可知，不是停机", en = "Seconds in state ACTIVE over seconds in a known state; UNAVAILABLE is not known, which is not stopped" }
unit = "%"
decimals = 1
level = "machine"
period = "day"
better = "up"
roll_up = { places = ["site"], periods = ["month"] }
---*/
-- The time that the machine was planned to run is not in the recordings, so that this is neither
-- ISO 22400's APT/PBT nor 可动率: it is the share of known time. A day with fewer than 4 known
-- hours is shown as not valid; that least number is this pack's own.
SELECT
  place,
  period,
  active / known AS value,
  known_hours AS have,
  24 AS expected,
  CASE WHEN known_hours < 4
    THEN concat('known_hours(', CAST(known_hours AS text), '/4)') END AS reason
FROM machine_day
