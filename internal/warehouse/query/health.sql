-- How the network fares in the hour from {hour}, and what came within a day of what was posted and asked in the
-- same hour of the day before, of which no more can come. nan: there was nothing to tell it of.
SELECT ifNull((SELECT density FROM health_interaction WHERE hour = {hour:DateTime('UTC')}), nan) AS interaction,
       ifNull((SELECT convergence FROM health_convergence WHERE hour = {hour:DateTime('UTC')}), nan) AS convergence,
       ifNull((SELECT ratio FROM health_intervention WHERE hour = {hour:DateTime('UTC')}), nan) AS intervention,
       ifNull(response.median, nan) AS response,
       response.unanswered AS unanswered,
       ifNull((SELECT rate FROM health_handoff(from = {before:String}, to = {end:String})), nan) AS handoff
FROM
(
    SELECT medianExactOrNull(seconds) AS median, countIf(answered IS NULL) / count() AS unanswered
    FROM health_response(from = {before:String}, to = {end:String})
) AS response;
