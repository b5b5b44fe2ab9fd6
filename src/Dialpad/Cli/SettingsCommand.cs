using System.CommandLine;
using Dialpad.Companies;
using Dialpad.Offices;

namespace Dialpad.Cli;

/// <summary><c>settings</c>: how SCIM finds a new user's office.</summary>
internal static class SettingsCommand
{
    private const string AnyField = "any";

    public static Command Build(CommandLine line)
    {
        var field = new Option<string?>("--office-field")
        {
            HelpName = "FIELD",
            Description =
                $"Office Specification Field: {string.Join(", ", OfficeMatching.Fields)}, "
                + $"or {AnyField} for all in this order.",
        };
        field.AcceptOnlyFromAmong([.. OfficeMatching.Fields, AnyField]);
        var mismatch = new Option<string?>("--office-mismatch")
        {
            HelpName = "WHAT",
            Description = $"What to do when no office matches: {string.Join(" or ", OfficeMatching.Mismatches)}.",
        };
        mismatch.AcceptOnlyFromAmong(OfficeMatching.Mismatches);
        return line.Does(
            new Command("settings", "Shows, and with options changes, the SCIM configuration settings.")
            {
                field,
                mismatch,
            },
            (session, parsed, ct) => ChangeAsync(session, parsed.GetValue(field), parsed.GetValue(mismatch), ct)
        );
    }

    private static async Task ChangeAsync(Session session, string? field, string? mismatch, CancellationToken ct)
    {
        var company = session.Company with
        {
            OfficeField = field switch
            {
                null => session.Company.OfficeField,
                AnyField => null,
                _ => field,
            },
            OfficeMismatch = mismatch ?? session.Company.OfficeMismatch,
        };
        if (company != session.Company)
            await session.Database.WriteAsync(db => CompanyTable.SetAsync(db, company, ct), ct);

        await session.Output.WriteLineAsync($"Company:                    {company.Name}");
        await session.Output.WriteLineAsync($"Office Specification Field: {company.OfficeField ?? AnyField}");
        await session.Output.WriteLineAsync($"Office mismatch behaviour:  {company.OfficeMismatch}");
    }
}
