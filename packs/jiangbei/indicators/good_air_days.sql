/*---
indicator = "good_air_days"
name = { zh = "环境空气质量优良率", en = "Share of good air days" }
description = { zh = "AQI不大于100的天数占可发布天数的比例", en = "Days with an AQI of 100 or less among the days that may be published" }
unit = "%"
decimals = 1
level = "district"
period = "month"
better = "up"
standard = "hj633"
editions = ["2012", "2026"]
roll_up = { periods = ["year"] }
---*/
-- Good days (AQI of 100 or less) among the days whose AQI may be published. A day with a
-- pollutant missing is published only if its AQI is over 100 (HJ 633-2026 5.3.1), so that the
-- denominator differs by edition. Months add up to years as sums of
-- numerators over sums of denominators; a month of which no hour is known has no row.
SELECT
  place,
  month(period) AS period,
  count(*) FILTER (WHERE aqi <= param('good_aqi_max') AND have = 6)
    / count(*) FILTER (WHERE aqi > param('good_aqi_max') OR have = 6) AS value,
  count(*) FILTER (WHERE aqi > param('good_aqi_max') OR have = 6) AS have,
  days_in(month(period)) AS expected
FROM air_district_index
GROUP BY place, month(period)
