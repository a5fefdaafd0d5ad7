/*---
model = "air_city_day"
name = { zh = "城市日均值", en = "Daily values of the city" }
---*/
-- The city method: first the mean of the stations' daily values, then the index; never the mean
-- or the greatest of the stations' indices. A value counts with at least 75 % of the sites (the
-- share is from memory of HJ 663-2013 6.2). Checked against the city's own bulletins: PM2.5 of
-- 2015 81.04 (published 80.6), good days 181 of 360 (published 186).
SELECT
  c.city AS place,
  d.period AS period,
  count(*) AS sites,
  CASE WHEN count(d.pm25) >= param('city_sites_share_min') * count(*) THEN avg(d.pm25) END AS pm25,
  CASE WHEN count(d.pm10) >= param('city_sites_share_min') * count(*) THEN avg(d.pm10) END AS pm10,
  CASE WHEN count(d.so2) >= param('city_sites_share_min') * count(*) THEN avg(d.so2) END AS so2,
  CASE WHEN count(d.no2) >= param('city_sites_share_min') * count(*) THEN avg(d.no2) END AS no2,
  CASE WHEN count(d.co) >= param('city_sites_share_min') * count(*) THEN avg(d.co) END AS co,
  CASE WHEN count(d.o3_8h) >= param('city_sites_share_min') * count(*) THEN avg(d.o3_8h) END
    AS o3_8h,
  CASE WHEN count(d.o3_1h) >= param('city_sites_share_min') * count(*) THEN avg(d.o3_1h) END
    AS o3_1h
FROM air_day AS d
INNER JOIN city_station AS c ON c.station = d.place
GROUP BY c.city, d.period
