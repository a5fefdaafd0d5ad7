/*---
indicator = "air_city_good_days"
name = { zh = "城市优良天数比例", en = "Share of good days of the city" }
description = { zh = "按城市日AQI计算的优良天数比例", en = "Share of good days by the daily AQI of the city" }
unit = "%"
decimals = 1
level = "city"
period = "month"
better = "up"
standard = "hj633"
editions = ["2012", "2026"]
roll_up = { periods = ["year"] }
---*/
-- Good days (AQI of 100 or less) among the days whose AQI may be published. A day with a
-- pollutant missing is published only if its AQI is over 100 (HJ 633-2026 5.3.1), so that the
-- denominator differs by edition. Months add up to years and stations to the city as sums of
-- numerators over sums of denominators; a month of which no hour is known has no row.
SELECT
  place,
  month(period) AS period,
  count(*) FILTER (WHERE aqi <= param('good_aqi_max') AND have = 6)
    / count(*) FILTER (WHERE aqi > param('good_aqi_max') OR have = 6) AS value,
  count(*) FILTER (WHERE aqi > param('good_aqi_max') OR have = 6) AS have,
  days_in(month(period)) AS expected
FROM air_city_index
GROUP BY place, month(period)
