-- How the network fares in the hour from {hour}, and what came within a day of what was posted and asked in the
-- same hour of the day before, of which no more can come. NULL: there was nothing to tell it of.
SELECT (SELECT density FROM health_interaction WHERE hour = {hour:DateTime('UTC')}) AS interaction,
       (SELECT convergence FROM health_convergence WHERE hour = {hour:DateTime('UTC')}) AS convergence,
       (SELECT ratio FROM health_intervention WHERE hour = {hour:DateTime('UTC')}) AS intervention,
       response.median AS response,
       response.unanswered AS unanswered,
       (SELECT rate FROM health_handoff(from = {before:String}, to = {end:String})) AS handoff
FROM
(
    SELECT medianExactOrNull(seconds) AS median, if(count() = 0, NULL, countIf(answered IS NULL) / count()) AS unanswered
    FROM health_response(from = {before:String}, to = {end:String})
) AS response;
