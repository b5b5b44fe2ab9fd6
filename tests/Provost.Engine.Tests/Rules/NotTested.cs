using Provost.Engine.Tests.Rules;

// Rules that no test of the engine can show.

[assembly: Rule(
    "ENT-LOG-5",
    Verdict.Later,
    "The tabs of an entry belong to the portal; what they show stands in the entry (ENT-LOG-1, ENT-LOG-6)."
)]
[assembly: Rule(
    "ENT-LOG-11",
    Verdict.Later,
    "Who may read belongs to the permissions of the API. An entry can be read at once, and is kept as long as the data."
)]
[assembly: Rule("ENT-LOG-12", Verdict.Later, "Filters and downloads belong to the API and the portal.")]
[assembly: Rule(
    "ENT-LOG-16",
    Verdict.Later,
    "Alerts follow from the API. Until then the guard holds a spike of removals, and a quarantine sends mail."
)]
[assembly: Rule("ENT-POD-6", Verdict.Later, "The call, its parameters and its rate limit belong to the API.")]
[assembly: Rule(
    "ENT-TRM-10",
    Verdict.Later,
    "Every log entry tells assigned from assigned for provisioning; their counts belong to the status in the API."
)]
